#include "funds/engine/transfers/field_values.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace anlan::funds {
namespace {

/// The codes of ISO 4217 (list one) that circulate.
constexpr std::string_view k_currencies =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Expected<std::int64_t, RowFault> parse_count(std::string_view text, RowFault fault) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return Unexpected(fault);
  return value;
}

Expected<Instant, RowFault> from_unix(std::string_view text, std::int64_t scale) {
  // Beyond the year 9999 nothing is a date of a transfer.
  constexpr std::int64_t k_milliseconds_max = 253'402'300'799'999;
  const auto value = parse_count(text, RowFault::malformed_time);
  if (!value) return Unexpected(value.error());
  if (*value < 0 || *value > k_milliseconds_max / scale) {
    return Unexpected(RowFault::malformed_time);
  }
  return Instant::from_unix_milliseconds(*value * scale);
}

}  // namespace

Expected<std::int64_t, RowFault> parse_minor_units(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  auto whole = text.substr(0, point);
  auto parts = text.substr(std::min(point + 1, text.size()));
  const bool has_digits = !whole.empty() || !parts.empty();
  if (!has_digits || (point < text.size() && parts.empty()) ||
      !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(parts, is_digit)) {
    return Unexpected(RowFault::malformed_amount);
  }
  while (parts.size() > 2 && parts.ends_with('0')) parts.remove_suffix(1);
  if (parts.size() > 2) return Unexpected(RowFault::malformed_amount);
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  if (whole.size() > 16) return Unexpected(RowFault::amount_overflow);
  std::int64_t units = 0;
  for (const char c : whole) units = units * 10 + (c - '0');
  units *= 100;
  if (!parts.empty()) units += (parts[0] - '0') * 10;
  if (parts.size() > 1) units += parts[1] - '0';
  return is_negative ? -units : units;
}

Expected<std::int64_t, RowFault> parse_amount(std::string_view text) {
  const auto units = parse_minor_units(text);
  if (!units) return units;
  if (*units < 0) return Unexpected(RowFault::negative_amount);
  if (*units == 0) return Unexpected(RowFault::zero_amount);
  if (*units > k_amount_max) return Unexpected(RowFault::amount_overflow);
  return units;
}

Expected<Instant, RowFault> parse_time(std::string_view text, TimeFormat format) {
  if (format == TimeFormat::unix_seconds) return from_unix(text, 1000);
  if (format == TimeFormat::unix_milliseconds) return from_unix(text, 1);
  if (std::ranges::all_of(text, is_digit)) return from_unix(text, text.size() > 11 ? 1 : 1000);
  const auto moment = Instant::parse(text);
  if (!moment) return Unexpected(RowFault::malformed_time);
  return *moment;
}

Expected<Currency, RowFault> parse_currency(std::string_view text) {
  const auto currency = Currency::parse(text);
  if (!currency) return Unexpected(RowFault::unknown_currency);
  if (*currency == Currency()) return *currency;  // most rows: no search
  for (std::size_t at = 0; at < k_currencies.size(); at += 4) {
    if (k_currencies.substr(at, 3) == text) return *currency;
  }
  return Unexpected(RowFault::unknown_currency);
}

}  // namespace anlan::funds
