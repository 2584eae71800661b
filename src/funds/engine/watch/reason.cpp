#include "funds/engine/watch/reason.h"

#include <array>
#include <bit>

namespace anlan::funds {
namespace {

constexpr double k_prior = -6;  // one account in four hundred, among those looked at

struct Sign {
  std::string_view name;
  double weight;
  const char* en;
  const char* zh;
};

constexpr std::array<Sign, k_reasons> k_signs{{
    {"reported", 9, "The holder reported being defrauded", "户主已报案"},
    {"first_payment", 1, "A first payment to this receiver", "首次向该收款人付款"},
    {"unusual_amount", 1.5, "Far more than usually leaves the account in a day",
     "远高于该账户日常支出"},
    {"drained", 1, "Next to nothing is left in the account", "账户余额几乎转空"},
    {"instalments", 1.5, "Payment after payment to the same receiver",
     "短时间内向同一收款人多次付款"},
    {"test_payment", 1, "A small payment went first", "先有小额试探付款"},
    {"night", .5, "At night", "发生在夜间"},
    {"receiver_woke", 3, "The receiver is new or has slept for a month",
     "收款账户为新账户或长期休眠后启用"},
    {"receiver_suspect", 2.5, "The receiver took suspect money before", "收款账户此前收过可疑资金"},
    {"receiver_gathers", 1.5, "Other strangers pay the same receiver",
     "多名陌生人向同一收款账户付款"},
    {"receiver_passes_on", 1.5, "The receiver hands on at once what it gets",
     "收款账户到账后立即转出"},
    {"woke", 2, "A new account, or one that slept for a month", "新账户或长期休眠后启用"},
    {"suspect_money", 3, "Money from an account that looks drained", "资金来自疑似被掏空的账户"},
    {"reported_money", 8, "Money that a victim reported", "资金来自已报案的受害人"},
    {"passes_through", 2, "What comes in goes out within the hour", "资金快进快出"},
    {"strangers_pay", 1.5, "Several pay it who never did before", "多名陌生付款人集中转入"},
    {"spreads", 1, "Pays several receivers at once", "短时间内向多个账户分散转出"},
    {"pays_new", 2, "Pays accounts that are new", "向多个新启用账户转出"},
    {"gathers_and_spreads", .5, "Gathers money and spreads it", "先集中后分散"},
    {"scatter_gather", 1, "One source's money comes by several ways",
     "同一来源的资金经多条路径汇集"},
    {"chain", 1, "Much the same amount, hop after hop", "相近金额连续多层转移"},
    {"cycle", 1, "Money comes back to where it was", "资金回流形成闭环"},
}};

const std::array<Bilingual, k_reasons> k_words = [] {
  std::array<Bilingual, k_reasons> words;
  for (std::size_t i = 0; i < k_reasons; ++i) words[i] = {k_signs[i].en, k_signs[i].zh};
  return words;
}();

}  // namespace

std::string_view to_string(Reason reason) { return k_signs[static_cast<std::size_t>(reason)].name; }

const Bilingual& words_of(Reason reason) { return k_words[static_cast<std::size_t>(reason)]; }

double weight_of(Reason reason) { return k_signs[static_cast<std::size_t>(reason)].weight; }

double Reasons::log_odds() const {
  double sum = k_prior;
  for (auto bits = bits_; bits != 0; bits &= bits - 1) {
    sum += k_signs[static_cast<std::size_t>(std::countr_zero(bits))].weight;
  }
  return sum;
}

std::vector<Reason> Reasons::list() const {
  std::vector<Reason> reasons;
  for (auto bits = bits_; bits != 0; bits &= bits - 1) {
    reasons.push_back(static_cast<Reason>(std::countr_zero(bits)));
  }
  return reasons;
}

}  // namespace anlan::funds
