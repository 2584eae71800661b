// The outcome in words.
#include <fmt/format.h>

#include <string>

#include "warnings/outcome.h"

namespace anlan::warnings {
namespace {

std::string number(double value) {
  return value < 10 ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value);
}

std::string interval_en(const Effect& effect) {
  const auto ratio = effect.ratio() ? number(*effect.ratio()) : std::string("not defined");
  const auto high = effect.high() ? fmt::format("to {}", number(*effect.high()))
                                  : std::string("upward without bound");
  return fmt::format("ratio {}, 95 % interval {} {}", ratio, number(effect.low()), high);
}

std::string interval_zh(const Effect& effect) {
  const auto ratio = effect.ratio() ? number(*effect.ratio()) : std::string("无法定义");
  const auto high = effect.high() ? number(*effect.high()) : std::string("无上限");
  return fmt::format("比值{}，95%区间{}至{}", ratio, number(effect.low()), high);
}

std::string english(const Outcome& o, const Work& work) {
  std::string text = fmt::format(
      "From {} to {} {} incidents were recorded in the place, where {:.1f} were expected from its "
      "usual rate and the trend around it: {} ({}).",
      o.window_from.to_string(), o.window_to.to_string(), o.place.now, o.expected,
      words_of(o.against_expected).en, interval_en(o.against_expected));
  text += fmt::format(
      " In as many days up to the warning there were {}: {} ({}). Those days were chosen because "
      "they were many, so some fall is due to chance alone.",
      o.before, words_of(o.against_before).en, interval_en(o.against_before));
  if (o.beside_places > 0) {
    text += fmt::format(" Against {} like places: {} ({}).", o.beside_places,
                        words_of(o.against_beside).en, interval_en(o.against_beside));
  } else {
    text += " No like place was found to compare with.";
  }
  text += fmt::format(" In the ring around it there were {}, where {:.1f} were expected.",
                      o.ring.now, o.ring_expected);
  text += fmt::format(" Done: {} of {} tasks, {} minutes.", work.done, work.tasks, work.minutes);
  return text;
}

std::string chinese(const Outcome& o, const Work& work) {
  std::string text =
      fmt::format("{}至{}，该区域发生{}起；按平时水平和周边趋势预期{:.1f}起：{}（{}）。",
                  o.window_from.to_string(), o.window_to.to_string(), o.place.now, o.expected,
                  words_of(o.against_expected).zh, interval_zh(o.against_expected));
  text += fmt::format("预警前同样天数内{}起：{}（{}）；预警前正因多发而被选中，部分回落属偶然。",
                      o.before, words_of(o.against_before).zh, interval_zh(o.against_before));
  if (o.beside_places > 0) {
    text += fmt::format("与{}处相似区域相比：{}（{}）。", o.beside_places,
                        words_of(o.against_beside).zh, interval_zh(o.against_beside));
  } else {
    text += "没有找到可比的相似区域。";
  }
  text += fmt::format("外围一圈发生{}起，预期{:.1f}起。", o.ring.now, o.ring_expected);
  text += fmt::format("已完成任务{}/{}项，用时{}分钟。", work.done, work.tasks, work.minutes);
  return text;
}

}  // namespace

Bilingual words_of(const Effect& effect) {
  switch (effect.verdict()) {
    case Verdict::fewer: return {.en = "fewer", .zh = "减少"};
    case Verdict::more: return {.en = "more", .zh = "增多"};
    case Verdict::no_difference_can_be_told: break;
  }
  return {.en = "no difference can be told", .zh = "看不出差别"};
}

Bilingual words_of(const Outcome& outcome, const Work& work) {
  return {.en = english(outcome, work), .zh = chinese(outcome, work)};
}

}  // namespace anlan::warnings
