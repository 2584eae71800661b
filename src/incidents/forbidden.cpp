#include "incidents/forbidden.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/problem.h"

namespace anlan::incidents {
namespace {

using Words = std::vector<std::string_view>;

/// An attribute and the words that give it away.
struct Attribute {
  std::string_view en;
  std::string_view zh;
  Words whole;    ///< as a word of its own: "race" in "SUSP_RACE", but not in "trace"
  Words phrases;  ///< anywhere once blanks are gone: "riskscore" in "Final Risk Score"
  Words chinese;  ///< anywhere
};

const std::vector<Attribute> k_attributes{
    Attribute{"ethnicity, race or origin",
              "民族、种族或出身",
              {"race", "races", "racial", "ethnic", "nationality", "birthplace", "tribe", "caste"},
              {"ethnicity", "ethnicgroup", "nationalorigin", "nativeplace", "placeofbirth",
               "birthcountry", "countryofbirth", "mothertongue", "nativelanguage", "skincolor",
               "skincolour"},
              {"民族", "种族", "種族", "族裔", "族别", "族別", "国籍", "國籍", "籍贯", "籍貫",
               "出生地", "母语", "母語", "肤色", "膚色"}},
    Attribute{
        "religion",
        "宗教信仰",
        {"religion", "religions", "religious", "faith", "creed", "muslim", "christian", "buddhist"},
        {"religion", "religious", "denomination"},
        {"宗教", "信仰", "教派", "信教"}},
    Attribute{"political view",
              "政治观点",
              {"political", "politics", "ideology"},
              {"political", "partymember", "partyaffiliation", "unionmember"},
              {"政治面貌", "政治面目", "政治倾向", "政治傾向", "政治观点", "政治觀點", "政治立场",
               "党派", "黨派", "党员", "黨員", "政见", "政見"}},
    Attribute{"health",
              "健康",
              {"health", "disability", "disabled", "illness", "disease", "diagnosis", "hiv", "aids",
               "pregnant", "pregnancy", "psychiatric", "medication"},
              {"healthstatus", "healthrecord", "medicalhistory", "medicalrecord",
               "medicalcondition", "mentalhealth", "mentalillness", "mentalstate", "bloodtype"},
              {"健康", "病史", "疾病", "病情", "病历", "病歷", "诊断", "診斷", "残疾", "殘疾",
               "精神障碍", "精神障礙", "精神病", "怀孕", "懷孕", "孕妇", "艾滋", "血型", "患病"}},
    Attribute{"biometrics",
              "生物特征",
              {"face", "faces", "facial", "iris", "retina", "dna", "gait", "biometric",
               "biometrics", "palmprint"},
              {"fingerprint", "voiceprint", "biometric", "faceid", "faceimage", "facephoto",
               "facialrecognition", "facerecognition", "irisscan", "genetic"},
              {"人脸",     "人臉",     "面部",     "脸部",     "臉部", "指纹", "指紋", "虹膜",
               "视网膜",   "視網膜",   "声纹",     "聲紋",     "步态", "步態", "掌纹", "掌紋",
               "生物特征", "生物特徵", "生物识别", "生物識別", "基因", "刷脸"}},
    Attribute{"vehicle plate",
              "车牌",
              {"plate", "plates", "anpr", "alpr", "lpr", "vin"},
              {"licenseplate", "licenceplate", "numberplate", "plateno", "platenumber",
               "vehicleregistration", "regplate"},
              {"车牌", "車牌", "号牌", "號牌", "车号", "車號", "车架号", "車架號"}},
    Attribute{
        "telephone or its location",
        "电话或手机定位",
        {"phone", "phones", "telephone", "tel", "cellphone", "imei", "imsi", "msisdn", "trajectory",
         "trajectories", "wifi"},
        {"phonenumber", "phoneno", "phonelocation", "phonetrack", "telephone", "cellphone",
         "mobilephone", "mobilenumber", "mobileno", "mobilelocation", "celltower", "cellsite",
         "basestation", "trajectory", "macaddress", "gpstrack", "locationhistory"},
        {"手机", "手機", "电话", "電話", "轨迹", "軌跡", "基站", "行踪", "行蹤", "话单", "話單"}},
    Attribute{"message content",
              "通信内容",
              {"sms", "chat", "chats", "message", "messages", "wechat", "whatsapp", "telegram"},
              {"messagecontent", "messagetext", "messagebody", "textmessage", "chatlog",
               "chathistory", "callrecord", "callhistory", "calllog", "emailcontent", "emailbody"},
              {"聊天", "短信", "簡訊", "消息内容", "消息內容", "通话记录", "通話記錄", "通讯录",
               "通訊錄", "通信内容", "通信內容", "邮件内容", "郵件內容", "微信"}},
    Attribute{"score of a person",
              "对人的评分",
              {"dangerousness", "recidivism"},
              {"riskscore", "riskscoring", "risklevel", "riskrating", "riskgrade", "riskindex",
               "riskclass", "riskcategory", "scoreofrisk", "levelofrisk", "threatscore",
               "threatlevel", "creditscore", "socialcredit", "trustscore", "recidivism",
               "probabilityofreoffending", "reoffendingrisk"},
              {"风险评分", "風險評分", "风险等级", "風險等級", "风险级别", "風險級別", "风险分",
               "風險分",   "风险指数", "風險指數", "风险积分", "积分",     "積分",     "信用分",
               "社会信用", "社會信用", "危险人员", "高危人员", "重点人员", "重點人員", "再犯"}},
};

// Whose attribute it is, and what of it: "VICTIMRACE", "RACECODE" have no boundary between words.
constexpr std::array<std::string_view, 13> k_owners{
    "victim", "vic",    "suspect",  "susp",        "offender", "perpetrator", "perp",
    "person", "driver", "arrestee", "complainant", "subject",  "owner"};
constexpr std::array<std::string_view, 14> k_parts{
    "",     "desc",  "description", "code",   "group",  "category", "type",
    "name", "photo", "image",       "status", "number", "no",       "id"};

/// Reads one character of UTF-8 and moves past it; a byte that is none stands for itself.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || at + length > text.size()) return static_cast<unsigned char>(text[at++]);
  char32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  }
  at += length;
  return value;
}

bool is_lower(char32_t c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char32_t c) { return c >= 'A' && c <= 'Z'; }

/// Full-width forms as the plain characters that they stand for; other characters as they are.
std::u32string plain_characters(std::string_view header) {
  std::u32string plain;
  for (std::size_t at = 0; at < header.size();) {
    const auto c = next_character(header, at);
    plain += c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
  }
  return plain;
}

/// What a header says: its English words, the same without blanks, and its Chinese characters.
struct Reading {
  std::vector<std::string> words;
  std::string squashed;
  std::string chinese;
};

void append_utf8(std::string& text, char32_t c) {
  text += static_cast<char>(0xE0 | c >> 12);
  text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
  text += static_cast<char>(0x80 | (c & 0x3F));
}

Reading read(std::string_view header) {
  const auto plain = plain_characters(header);
  Reading reading;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) reading.words.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto c = plain[i];
    if (c >= 0x3400 && c <= 0x9FFF) append_utf8(reading.chinese, c);
    if (!is_lower(c) && !is_upper(c)) {
      end_word();
      continue;
    }
    const bool is_hump =
        is_upper(c) && i > 0 &&
        (is_lower(plain[i - 1]) ||
         (is_upper(plain[i - 1]) && i + 1 < plain.size() && is_lower(plain[i + 1])));
    if (is_hump) end_word();
    const auto lower = static_cast<char>(is_upper(c) ? c + 32 : c);
    word += lower;
    reading.squashed += lower;
  }
  end_word();
  return reading;
}

bool is_word_of_owner(std::string_view squashed, std::string_view word) {
  const auto has_part = [&](std::string_view rest) {
    return rest.starts_with(word) &&
           std::ranges::find(k_parts, rest.substr(word.size())) != k_parts.end();
  };
  if (has_part(squashed)) return true;
  return std::ranges::any_of(k_owners, [&](std::string_view owner) {
    if (!squashed.starts_with(owner)) return false;
    const auto rest = squashed.substr(owner.size());
    return has_part(rest) || (rest.starts_with('s') && has_part(rest.substr(1)));
  });
}

bool gives_away(const Attribute& attribute, const Reading& reading) {
  const auto is_there = [&](std::string_view word) {
    return std::ranges::find(reading.words, word) != reading.words.end() ||
           is_word_of_owner(reading.squashed, word);
  };
  const auto holds = [](const std::string& text) {
    return [&text](std::string_view part) { return text.find(part) != std::string::npos; };
  };
  return std::ranges::any_of(attribute.whole, is_there) ||
         std::ranges::any_of(attribute.phrases, holds(reading.squashed)) ||
         std::ranges::any_of(attribute.chinese, holds(reading.chinese));
}

}  // namespace

std::optional<Bilingual> forbidden_attribute(std::string_view header) {
  const auto reading = read(header);
  for (const auto& attribute : k_attributes) {
    if (gives_away(attribute, reading)) {
      return Bilingual{.en = std::string(attribute.en), .zh = std::string(attribute.zh)};
    }
  }
  return std::nullopt;
}

void refuse_forbidden(std::span<const std::string> headers) {
  std::vector<FieldFault> faults;
  std::string names;
  for (const auto& header : headers) {
    const auto attribute = forbidden_attribute(header);
    if (!attribute) continue;
    faults.push_back({header, fmt::format("{} ({})", attribute->en, attribute->zh)});
    names += fmt::format("{}\"{}\" ({})", names.empty() ? "" : ", ", header, attribute->en);
  }
  if (faults.empty()) return;
  throw Problem::invalid(
      "incidents.forbidden_header",
      fmt::format("The file names attributes of people that are not kept here: {}. Remove these "
                  "columns from the file and import it again; leaving them unread is not enough "
                  "(docs/boundaries.md). 该文件含有本系统不得保存的人员属性列，请删除后再导入。",
                  names),
      std::move(faults));
}

}  // namespace anlan::incidents
