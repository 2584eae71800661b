#include "patterns/guards/model_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

bool is_whole(const Bilingual& text) { return !text.en.empty() && !text.zh.empty(); }

void check(const ModelCard& card) {
  std::vector<FieldFault> faults;
  const auto need = [&](bool is_there, const char* field) {
    if (!is_there) faults.push_back({field, "must be given, in both languages"});
  };
  const auto all_whole = [](const std::vector<Bilingual>& list) {
    return !list.empty() && std::ranges::all_of(list, is_whole);
  };
  need(is_whole(card.name), "name");
  need(is_whole(card.purpose), "purpose");
  need(all_whole(card.learns), "learns");
  need(all_whole(card.refuses), "refuses");
  need(all_whole(card.limits), "limits");
  need(std::ranges::all_of(card.figures, is_whole, &CardFigure::name), "figures");
  if (card.method.empty()) faults.push_back({"method", "must be given"});
  if (card.engine.empty()) faults.push_back({"engine", "must be given"});
  if (card.last < card.first) faults.push_back({"last", "must not lie before the first day"});
  if (!faults.empty()) {
    throw Problem::invalid("guards.card", "The model card leaves out what it must say.",
                           std::move(faults));
  }
}

/// Builds a page of headings, lists and pairs in one language and one format.
class CardPage {
 public:
  CardPage(CardLanguage language, CardFormat format)
      : language_(language), is_markdown_(format == CardFormat::markdown) {}

  const std::string& in(const Bilingual& text) const {
    return language_ == CardLanguage::zh ? text.zh : text.en;
  }
  void title(std::string_view text) { heading(text, "# "); }
  void section(const Bilingual& text) {
    page_ += '\n';
    heading(in(text), "## ");
    page_ += is_markdown_ ? "\n" : "";
  }
  void paragraph(std::string_view text) { page_ += fmt::format("\n{}\n", first_line(text)); }
  void item(std::string_view text) { page_ += fmt::format("- {}\n", first_line(text)); }
  void pair(std::string_view name, std::string_view value) {
    const auto* colon = language_ == CardLanguage::zh ? "：" : ": ";
    page_ += fmt::format("- {}{}{}\n", first_line(name), colon, line(value));
  }
  void list(const std::vector<Bilingual>& texts) {
    for (const auto& text : texts) item(in(text));
  }
  std::string take() { return std::move(page_); }

 private:
  void heading(std::string_view text, const char* mark) {
    page_ += fmt::format("{}{}\n", is_markdown_ ? mark : "", line(text));
  }

  /// One line, and in Markdown every mark of its own made plain.
  std::string line(std::string_view text) const {
    constexpr std::string_view k_marks = "\\`*_{}[]<>#|!&~";
    std::string plain;
    for (char c : text) {
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
      if (c == ' ' && plain.empty()) continue;
      if (is_markdown_ && k_marks.find(c) != std::string_view::npos) plain += '\\';
      plain += c;
    }
    return plain;
  }

  /// The same where a line begins with it, and "1." or "-" would make a list.
  std::string first_line(std::string_view text) const {
    auto plain = line(text);
    const auto at = plain.find_first_not_of("0123456789");
    if (!is_markdown_ || at == std::string::npos) return plain;
    const std::string_view marks = at == 0 ? "-+=" : ".)";
    if (marks.find(plain[at]) != std::string_view::npos) plain.insert(at, 1, '\\');
    return plain;
  }

  CardLanguage language_;
  bool is_markdown_;
  std::string page_;
};

void write_data(const ModelCard& card, CardPage& page) {
  const auto& counts = card.counts;
  page.section({"Data", "数据"});
  page.pair(page.in({"Period", "时段"}),
            fmt::format(fmt::runtime(page.in({"{} to {}", "{} 至 {}"})), card.first.to_string(),
                        card.last.to_string()));
  page.pair(page.in({"Records admitted", "采用记录"}), fmt::to_string(counts.admitted()));
  page.pair(page.in({"of these, reports by the public", "其中群众报警"}),
            fmt::to_string(counts.public_reports));
  page.pair(page.in({"of these, sensors", "其中设备感知"}), fmt::to_string(counts.sensors));
  page.pair(page.in({"of these, by police initiative, thinned by visits",
                     "其中警方主动发现（按巡访频次抽稀）"}),
            fmt::to_string(counts.initiative_admitted));
  page.pair(page.in({"Records by police initiative, kept apart", "警方主动发现、未予采用"}),
            fmt::to_string(counts.initiative_kept_apart));
}

void write_figures(const ModelCard& card, CardPage& page) {
  page.section({"Evaluation", "评估"});
  if (card.figures.empty()) {
    page.item(page.in(
        {"Not evaluated: nothing is known of how well it does.", "未经评估：其效果尚不可知。"}));
  }
  for (const auto& figure : card.figures) {
    const auto interval = figure.interval.empty() ? "" : fmt::format(" [{}]", figure.interval);
    page.pair(page.in(figure.name), figure.value + interval);
  }
}

}  // namespace

std::vector<Bilingual> standing_refusals() {
  return {
      {"Says nothing of what a person is or will do: places, times and methods only.",
       "只涉及地点、时段与手法，不评价、不预测任何个人。"},
      {"Uses no attribute of a person: ethnicity, religion, political view, health, biometrics, "
       "vehicle plate, telephone or message.",
       "不使用民族、宗教、政治面貌、健康、生物特征、车牌、电话、通信内容等个人属性。"},
      {"Orders nothing: a warning asks a unit, and a named person decides.",
       "不自动采取措施：预警只提请单位关注，由具名人员决定。"},
      {"Petitions, complaints and lawsuits are no sign of risk, and notes of mediation are not "
       "read.",
       "信访、投诉、诉讼不作为风险信号，调解记录不参与建模。"},
  };
}

std::string render(const ModelCard& card, CardLanguage language, CardFormat format) {
  check(card);
  CardPage page(language, format);
  page.title(page.in(card.name));
  page.paragraph(page.in(card.purpose));
  page.section({"Method", "方法"});
  page.pair(page.in({"Method", "方法"}), card.method);
  page.pair(page.in({"Engine", "引擎版本"}), card.engine);
  page.pair(page.in({"Card made on", "制卡日期"}), card.made_on.to_string());
  page.section({"Learns from", "学习来源"});
  page.list(card.learns);
  page.section({"Refuses", "不予采用"});
  page.list(card.refuses);
  write_data(card, page);
  if (!card.settings.empty()) page.section({"Settings", "参数"});
  for (const auto& setting : card.settings) page.pair(setting.name, setting.value);
  write_figures(card, page);
  page.section({"Limits", "局限"});
  page.list(card.limits);
  return page.take();
}

}  // namespace anlan::patterns
