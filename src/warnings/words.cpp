#include "warnings/words.h"

#include <fmt/format.h>

#include <cmath>

namespace anlan::warnings {
namespace {

constexpr std::int64_t k_named_max = 3;  // more kinds than these are "and others"

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// 40 m, 640 m, 1.3 km.
std::string length(Metres metres) {
  const double value = metres.value();
  if (value < 995) return fmt::format("{:.0f} m", std::round(value / 10) * 10);
  return fmt::format("{:.1f} km", value / 1000);
}

std::string length_zh(Metres metres) {
  const double value = metres.value();
  if (value < 995) return fmt::format("{:.0f}米", std::round(value / 10) * 10);
  return fmt::format("{:.1f}公里", value / 1000);
}

std::int64_t days_of(const Evidence& evidence) { return evidence.end - evidence.start + 1; }

std::string share_en(const Evidence& e) {
  if (e.observed_in_unit == e.observed) return "All of them lie in this unit's area.";
  if (e.observed_in_unit == 0) {
    return fmt::format("None of them lies in this unit's area, but {:.0f} % of the circle does.",
                       e.area_share * 100);
  }
  return fmt::format("{} of them {} in this unit's area.", e.observed_in_unit,
                     e.observed_in_unit == 1 ? "lies" : "lie");
}

std::string share_zh(const Evidence& e) {
  if (e.observed_in_unit == e.observed) return "全部位于本单位辖区。";
  if (e.observed_in_unit == 0) {
    return fmt::format("均不在本单位辖区，但{:.0f}%的范围涉及本辖区。", e.area_share * 100);
  }
  return fmt::format("其中{}起位于本单位辖区。", e.observed_in_unit);
}

}  // namespace

Bilingual joined(std::span<const Bilingual> names) {
  Bilingual text;
  std::int64_t named = 0;
  for (const auto& name : names) {
    if (named == k_named_max) {
      text.en += " and others";
      text.zh += "等";
      break;
    }
    text.en += (named == 0 ? "" : ", ") + name.en;
    text.zh += (named == 0 ? "" : "、") + name.zh;
    ++named;
  }
  return text;
}

Bilingual cluster_title(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  return {.en = fmt::format("{}: {} in {}, {:.1f} expected", kinds.en, e.observed,
                            counted(days_of(e), "day", "days"), e.expected),
          .zh = fmt::format("{}聚集：{}天{}起（预期{:.1f}起）", kinds.zh, days_of(e), e.observed,
                            e.expected)};
}

Bilingual cluster_description(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  const auto start = e.start.to_string();
  const auto end = e.end.to_string();
  const auto until = warning.valid_until.to_string();
  return {
      .en = fmt::format(
          "{}: from {} to {} {} recorded within {} of the marked centre, where {:.1f} were "
          "expected. "
          "By chance alone so strong a cluster is seen once in {:.0f} days. {} Valid to {}.",
          kinds.en, start, end, counted(e.observed, "incident was", "incidents were"),
          length(warning.area.radius), e.expected, e.recurrence_days, share_en(e), until),
      .zh = fmt::format("{}：{}至{}，标明中心{}范围内发生{}起，预期{:.1f}起。仅凭偶然，如此强的聚集"
                        "约{:.0f}天才出现一次。{}有效期至{}。",
                        kinds.zh, start, end, length_zh(warning.area.radius), e.observed,
                        e.expected, e.recurrence_days, share_zh(e), until)};
}

Bilingual raised_title(const Warning& warning, const Bilingual& kinds, const Bilingual& what) {
  const auto& e = warning.evidence;
  return {.en = fmt::format("{}: {}, {} in {}, {:.1f} expected", kinds.en, what.en, e.observed,
                            counted(days_of(e), "day", "days"), e.expected),
          .zh = fmt::format("{}：{}，{}天{}起（预期{:.1f}起）", kinds.zh, what.zh, days_of(e),
                            e.observed, e.expected)};
}

Bilingual raised_description(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  const auto start = e.start.to_string();
  const auto end = e.end.to_string();
  const auto until = warning.valid_until.to_string();
  return {.en = fmt::format(
              "{}: from {} to {} {} recorded within {} of the marked centre; its own past led to "
              "expect {:.1f}. By chance alone so much is seen once in {:.0f} days. {} Valid to {}.",
              kinds.en, start, end, counted(e.observed, "incident was", "incidents were"),
              length(warning.area.radius), e.expected, e.recurrence_days, share_en(e), until),
          .zh = fmt::format(
              "{}：{}至{}，标明中心{}范围内发生{}起，按当地以往情况预期{:.1f}起。仅凭偶然，"
              "约{:.0f}天才出现一次。{}有效期至{}。",
              kinds.zh, start, end, length_zh(warning.area.radius), e.observed, e.expected,
              e.recurrence_days, share_zh(e), until)};
}

Bilingual unit_description(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  const auto start = e.start.to_string();
  const auto end = e.end.to_string();
  const auto until = warning.valid_until.to_string();
  return {
      .en = fmt::format("{}: from {} to {} {} recorded in the unit's area; the same weeks of "
                        "earlier years led to expect {:.1f}. By chance alone so much is seen "
                        "once in {:.0f} days. Valid to {}.",
                        kinds.en, start, end, counted(e.observed, "incident was", "incidents were"),
                        e.expected, e.recurrence_days, until),
      .zh = fmt::format("{}：{}至{}，本单位辖区发生{}起，按往年同期预期{:.1f}起。仅凭偶然，约{:.0f}"
                        "天才出现一次。有效期至{}。",
                        kinds.zh, start, end, e.observed, e.expected, e.recurrence_days, until)};
}

Bilingual season_title(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  const auto from = e.start.to_string();
  const auto to = e.end.to_string();
  return {
      .en = fmt::format("{}: key period from {} to {}, {:.1f} times the usual", kinds.en, from, to,
                        e.statistic),
      .zh = fmt::format("{}：重点时段{}至{}，约为平常的{:.1f}倍", kinds.zh, from, to, e.statistic)};
}

Bilingual season_description(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  const auto from = e.start.to_string();
  const auto to = e.end.to_string();
  return {
      .en = fmt::format(
          "{}: from {} to {} the rate in this unit has risen year after year: {} recorded in "
          "this part of the past years, where the rest of the year led to expect {:.1f}; drawn "
          "towards its neighbours, {:.1f} times the usual. Prepare before it begins.",
          kinds.en, from, to, counted(e.observed, "incident was", "incidents were"), e.expected,
          e.statistic),
      .zh = fmt::format("{}：{}至{}本单位发案率历年上升：往年同期共{}起，按其余时间水平预期{:.1f}"
                        "起；经与邻近单位折算，约为平常的{:.1f}倍。请在时段到来前部署防范。",
                        kinds.zh, from, to, e.observed, e.expected, e.statistic)};
}

Bilingual forecast_title(const Warning& warning, const Bilingual& kinds) {
  const auto from = warning.valid_from.to_string();
  const auto to = warning.valid_until.to_string();
  return {.en = fmt::format("{}: {:.1f} expected here from {} to {}", kinds.en,
                            warning.evidence.statistic, from, to),
          .zh = fmt::format("{}：预计{}至{}此处{:.1f}起", kinds.zh, from, to,
                            warning.evidence.statistic)};
}

Bilingual forecast_description(const Warning& warning, const Bilingual& kinds) {
  const auto& e = warning.evidence;
  const auto until = warning.valid_until.to_string();
  const auto start = e.start.to_string();
  return {
      .en = fmt::format(
          "{}: these cells are among those with the highest expectation, {:.1f}, up to {}. Since "
          "{} {} recorded within {} of the marked centre, where {:.1f} would be if all cells were "
          "alike. {} A forecast of places, not of anybody.",
          kinds.en, e.statistic, until, start,
          counted(e.observed, "incident was", "incidents were"), length(warning.area.radius),
          e.expected, share_en(e)),
      .zh = fmt::format(
          "{}：至{}此处预计{:.1f}起，属全域最高的网格之一。{}以来标明中心{}范围内发生{}起，"
          "若各网格相同则为{:.1f}起。{}预测的是地点，不是任何人。",
          kinds.zh, until, e.statistic, start, length_zh(warning.area.radius), e.observed,
          e.expected, share_zh(e))};
}

}  // namespace anlan::warnings
