#include "warnings/delivery_worker.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/json.hpp>
#include <chrono>
#include <exception>

#include "base/problem.h"
#include "warnings/delivery_repository.h"
#include "warnings/delivery_rules.h"

namespace anlan::warnings {
namespace {

using store::Transaction;

constexpr auto k_poll_interval = std::chrono::seconds(1);
// One at a time: what is claimed is sent at once, so that a lease need only outlive one attempt.
constexpr int k_claim_count = 1;
constexpr auto k_lease = Duration::seconds(2 * k_send_seconds_max);

std::string_view subject_kind(ChannelKind channel) {
  return channel == ChannelKind::webhook ? "webhook" : "mail_subscription";
}

}  // namespace

int DeliveryWorker::send_due() {
  int attempts = 0;
  while (!is_stopping_) {
    const auto now = clock_.now();
    const bool is_due = database_.read(
        [&](store::Session& session) { return has_due(session, channel_.kind(), now); });
    if (!is_due) break;
    const auto claimed = database_.write([&](Transaction& transaction) {
      return claim_dispatches(transaction, channel_.kind(), now, now + k_lease, k_claim_count);
    });
    if (claimed.empty()) break;
    for (const auto& dispatch : claimed) send_one(dispatch);
    attempts += static_cast<int>(claimed.size());
  }
  return attempts;
}

void DeliveryWorker::send_one(const Dispatch& dispatch) {
  const auto kind = channel_.kind();
  auto sent = Expected<void, SendFault>();
  try {
    sent = channel_.send(dispatch);
  } catch (const Problem& problem) {
    sent = Unexpected<SendFault>(SendFault{.reason = problem.sentence()});
  }
  const auto now = clock_.now();
  database_.write([&](Transaction& transaction) {
    if (sent) {
      end_dispatch(transaction, dispatch.id, now);
      note_sent(transaction, kind, dispatch.subscription, now);
      return;
    }
    const auto& fault = sent.error();
    note_failed(transaction, kind, dispatch.subscription, fault.reason, now);
    const auto wait = wait_after(dispatch.attempts);
    if (wait && !fault.is_permanent) {
      retry_dispatch(transaction, dispatch.id, now + *wait, fault.reason);
      return;
    }
    give_up_dispatch(transaction, dispatch.id, fault.reason);
    journal_.append(transaction, {.at = now,
                                  .actor = "system:delivery",
                                  .action = fmt::format("{}.given_up", subject_kind(kind)),
                                  .subject_kind = std::string(subject_kind(kind)),
                                  .subject = dispatch.subscription.to_string(),
                                  .unit = dispatch.announced.notice.unit,
                                  .detail = boost::json::serialize(boost::json::object{
                                      {"warning", dispatch.announced.notice.warning.to_string()},
                                      {"attempts", dispatch.attempts},
                                      {"reason", fault.reason}})});
  });
}

void DeliveryWorker::start() {
  is_stopping_ = false;
  thread_ = std::thread([this] { work_until_stopped(); });
}

void DeliveryWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DeliveryWorker::work_until_stopped() {
  while (!is_stopping_) {
    try {
      send_due();
    } catch (const std::exception& error) {
      spdlog::error("Delivery by {} does not go on just now: {}", to_string(channel_.kind()),
                    error.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, k_poll_interval, [this] { return is_stopping_.load(); });
  }
}

}  // namespace anlan::warnings
