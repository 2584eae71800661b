#include "warnings/cap.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace anlan::warnings {
namespace {

constexpr std::string_view k_replacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view k_restriction = "For the responsible police unit; not for publication.";

/// The length of the UTF-8 character at the start of `text`, if it is one that XML 1.0 has; else 0.
std::size_t xml_character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) {
    return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  }
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  auto point = static_cast<std::uint32_t>(first & (0x7fU >> length));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
    point = point << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t k_least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < k_least[length] || point > 0x10ffff || is_surrogate) return 0;
  return point == 0xfffe || point == 0xffff ? 0 : length;
}

/// Writes elements with their ends, indented.
class XmlWriter {
 public:
  void open(std::string_view name, std::string_view attributes = {}) {
    indent();
    text_ += fmt::format("<{}{}{}>\n", name, attributes.empty() ? "" : " ", attributes);
    open_.emplace_back(name);
  }
  void close() {
    const auto name = std::move(open_.back());
    open_.pop_back();
    indent();
    text_ += fmt::format("</{}>\n", name);
  }
  void element(std::string_view name, std::string_view value) {
    indent();
    text_ += fmt::format("<{}>{}</{}>\n", name, xml_escaped(value), name);
  }
  void empty(std::string_view name, std::string_view attributes) {
    indent();
    text_ += fmt::format("<{} {}/>\n", name, attributes);
  }
  std::string finish() {
    CHECK(open_.empty());
    return std::move(text_);
  }

 private:
  void indent() { text_.append(2 * open_.size(), ' '); }
  std::string text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  std::vector<std::string> open_;
};

/// CAP wants seconds and an offset; UTC is "-00:00" (§3.3.2).
std::string cap_time(Instant moment) { return moment.to_string().substr(0, 19) + "-00:00"; }

std::string_view cap_severity(Severity severity) {
  switch (severity) {
    case Severity::notice: return "Minor";
    case Severity::moderate: return "Moderate";
    case Severity::high: return "Severe";
  }
  return "Unknown";
}

std::string_view cap_certainty(Certainty certainty) {
  switch (certainty) {
    case Certainty::observed: return "Observed";
    case Certainty::likely: return "Likely";
    case Certainty::possible: return "Possible";
  }
  return "Unknown";
}

std::string_view cap_urgency(Urgency urgency) {
  switch (urgency) {
    case Urgency::expected: return "Expected";
    case Urgency::future: return "Future";
    case Urgency::past: return "Past";
  }
  return "Unknown";
}

std::string cap_point(const geometry::Position& position) {
  return fmt::format("{:.6f},{:.6f}", position.latitude, position.longitude);
}

std::string cap_polygon(const std::vector<geometry::Position>& ring) {
  std::string text;
  for (const auto& position : ring) text += cap_point(position) + ' ';
  if (ring.front() == ring.back()) {
    text.pop_back();
    return text;
  }
  return text + cap_point(ring.front());
}

enum class Language { zh, en };

const std::string& in(const Bilingual& text, Language language) {
  return language == Language::zh ? text.zh : text.en;
}

void write_area(XmlWriter& xml, const Notice& notice, Language language) {
  xml.open("area");
  xml.element("areaDesc", in(notice.unit_name, language));
  for (const auto& ring : notice.area.polygons) {
    if (ring.size() >= 3) xml.element("polygon", cap_polygon(ring));
  }
  if (const auto& circle = notice.area.circle) {
    xml.element("circle",
                fmt::format("{} {:.3f}", cap_point(circle->centre), circle->radius.value() / 1000));
  }
  xml.open("geocode");
  xml.element("valueName", "unit");
  xml.element("value", notice.unit.unit().text());
  xml.close();
  xml.close();
}

void write_info(XmlWriter& xml, const Notice& notice, Language language,
                const DeliverySettings& settings) {
  const bool is_closed = notice.change == NoticeChange::closed;
  xml.open("info");
  xml.element("language", language == Language::zh ? "zh-CN" : "en-US");
  xml.element("category", "Security");
  xml.element("event", in(notice.event, language));
  xml.element("responseType", is_closed ? "AllClear" : "Prepare");
  xml.element("urgency", is_closed ? "Past" : cap_urgency(notice.urgency));
  xml.element("severity", cap_severity(notice.severity));
  xml.element("certainty", cap_certainty(notice.certainty));
  xml.element("effective", cap_time(notice.sent_at));
  xml.element("onset", cap_time(notice.valid_from));
  xml.element("expires", cap_time(notice.valid_until));
  xml.element("senderName", language == Language::zh ? "安澜" : "Anlan");
  xml.element("headline", in(notice.title, language));
  xml.element("description", in(notice.description, language));
  std::string instruction;
  for (const auto& measure : notice.measures) {
    if (!instruction.empty()) instruction += language == Language::zh ? "；" : "; ";
    instruction += in(measure, language);
  }
  if (!instruction.empty()) xml.element("instruction", instruction);
  xml.element("web", settings.base_url + notice.link);
  write_area(xml, notice, language);
  xml.close();
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = xml_character_length(text);
    const auto character = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(character.size());
    if (length == 0) {
      out += k_replacement;
      continue;
    }
    switch (character.front()) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      case '\r': out += "&#13;"; break;  // else a reader makes it a line feed
      default: out += character;
    }
  }
  return out;
}

std::string cap_alert(std::span<const Announced> history, const DeliverySettings& settings) {
  std::vector<const Announced*> messages;
  for (const auto& announced : history) {
    if (announced.notice.change != NoticeChange::expired) messages.push_back(&announced);
  }
  CHECK(!messages.empty());
  const auto& newest = *messages.back();
  const auto& notice = newest.notice;
  XmlWriter xml;
  xml.open("alert", "xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"");
  xml.element("identifier", newest.id.to_string());
  xml.element("sender", settings.sender);
  xml.element("sent", cap_time(notice.sent_at));
  xml.element("status", settings.is_exercise ? "Exercise" : "Actual");
  const bool is_first = messages.size() == 1;
  xml.element("msgType", is_first                                ? "Alert"
                         : notice.change == NoticeChange::closed ? "Cancel"
                                                                 : "Update");
  xml.element("scope", "Restricted");
  xml.element("restriction", k_restriction);
  std::string references;
  for (const auto* earlier : messages) {
    if (earlier == &newest) continue;
    if (!references.empty()) references += ' ';
    references += fmt::format("{},{},{}", settings.sender, earlier->id.to_string(),
                              cap_time(earlier->notice.sent_at));
  }
  if (!references.empty()) xml.element("references", references);
  write_info(xml, notice, Language::zh, settings);
  write_info(xml, notice, Language::en, settings);
  xml.close();
  return xml.finish();
}

std::string cap_feed(std::span<const Announced> current, const DeliverySettings& settings,
                     Instant now) {
  auto updated = current.empty() ? now : current.front().notice.sent_at;
  for (const auto& announced : current) updated = std::max(updated, announced.notice.sent_at);
  const auto self = settings.base_url + "/v1/feeds/cap";
  XmlWriter xml;
  xml.open("feed", "xmlns=\"http://www.w3.org/2005/Atom\"");
  xml.element("id", self);
  xml.element("title", "安澜预警 Anlan warnings");
  xml.element("updated", updated.to_string());
  xml.empty("link", fmt::format("rel=\"self\" type=\"application/atom+xml\" href=\"{}\"",
                                xml_escaped(self)));
  xml.open("author");
  xml.element("name", settings.sender);
  xml.close();
  for (const auto& announced : current) {
    const auto& notice = announced.notice;
    xml.open("entry");
    xml.element("id", "urn:uuid:" + announced.id.to_string());
    xml.element("title", fmt::format("{} / {}", notice.title.zh, notice.title.en));
    xml.element("updated", notice.sent_at.to_string());
    xml.element("summary", fmt::format("{} / {}", notice.description.zh, notice.description.en));
    xml.empty("category", fmt::format("term=\"{}\"", cap_severity(notice.severity)));
    const auto alert =
        fmt::format("{}/v1/warnings/{}/cap", settings.base_url, notice.warning.to_string());
    xml.empty("link", fmt::format("rel=\"alternate\" type=\"application/cap+xml\" href=\"{}\"",
                                  xml_escaped(alert)));
    xml.close();
  }
  xml.close();
  return xml.finish();
}

}  // namespace anlan::warnings
