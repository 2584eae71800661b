#include "funds/engine/transfers/pacs_records.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "funds/engine/transfers/transfer_intake.h"
#include "funds/engine/transfers/xml_tokens.h"

namespace anlan::funds {
namespace {

std::string payment(const std::string& id, const std::string& from, const std::string& to,
                    const std::string& amount) {
  return "  <CdtTrfTxInf>\n"
         "    <PmtId><InstrId>i</InstrId><EndToEndId>e</EndToEndId><TxId>" +
         id +
         "</TxId></PmtId>\n"
         "    <IntrBkSttlmAmt Ccy=\"CNY\">" +
         amount +
         "</IntrBkSttlmAmt>\n"
         "    <DbtrAcct><Id><Othr><Id>" +
         from +
         "</Id></Othr></Id></DbtrAcct>\n"
         "    <CdtrAgt><FinInstnId><BICFI>ICBKCNBJ</BICFI></FinInstnId></CdtrAgt>\n"
         "    <CdtrAcct><Id><IBAN>" +
         to +
         "</IBAN></Id></CdtrAcct>\n"
         "  </CdtTrfTxInf>\n";
}

std::string message(const std::string& payments) {
  return "<?xml version=\"1.0\"?>\n<!-- a message -->\n"
         "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.10\"><FIToFICstmrCdtTrf>\n"
         "<GrpHdr><MsgId>m</MsgId><CreDtTm>2026-01-02T03:04:05+08:00</CreDtTm></GrpHdr>\n" +
         payments + "</FIToFICstmrCdtTrf></Document>\n";
}

struct Read {
  TransferTable table;
  std::vector<Reject> rejects;
};

Read read(const std::string& text) {
  TransferReader reader(csv_source(text));
  Read result;
  result.table = read_transfers(reader, std::nullopt,
                                [&](const Reject& reject) { result.rejects.push_back(reject); });
  return result;
}

TEST(Pacs, ReadsAMessage) {
  const auto result = read(message(payment("t1", "A&amp;B", "C&#x4F60;", "1234.5") +
                                   payment("t2", "<![CDATA[D<]]>", "E", "7")));
  EXPECT_TRUE(result.rejects.empty());
  ASSERT_EQ(result.table.transfers.size(), 2U);
  const auto& first = result.table.transfers[0];
  EXPECT_EQ(result.table.ids[0], "t1");
  EXPECT_EQ(first.amount, Money::minor(123'450, Currency()));
  EXPECT_EQ(first.time.to_string(), "2026-01-01T19:04:05Z");
  EXPECT_EQ(result.table.accounts.name(first.from), "A&B");
  EXPECT_EQ(result.table.accounts.name(first.to), "C你");
  EXPECT_EQ(result.table.accounts.name(result.table.transfers[1].from), "D<");
}

TEST(Pacs, PrefersThePaymentsOwnTimeAndKnowsPrefixes) {
  const auto result = read(
      "<d:Document "
      "xmlns:d='urn:x'><d:CdtTrfTxInf><d:PmtId><d:EndToEndId>e1</d:EndToEndId></d:PmtId>"
      "<d:IntrBkSttlmAmt Ccy='USD'>1</d:IntrBkSttlmAmt>"
      "<d:AccptncDtTm>2026-01-02T00:00:00Z</d:AccptncDtTm>"
      "<d:DbtrAcct><d:Id><d:IBAN>A</d:IBAN></d:Id></d:DbtrAcct>"
      "<d:CdtrAcct><d:Id><d:IBAN>B</d:IBAN></d:Id></d:CdtrAcct></d:CdtTrfTxInf></d:Document>");
  ASSERT_EQ(result.table.transfers.size(), 1U);
  EXPECT_EQ(result.table.ids[0], "e1");
  EXPECT_EQ(result.table.currency.code(), "USD");
  EXPECT_EQ(result.table.transfers[0].time.to_string(), "2026-01-02T00:00:00Z");
}

TEST(Pacs, BadPaymentsAreNamedAndTheRestGoesOn) {
  const auto result =
      read(message(payment("t1", "A", "B", "1") + payment("t2", "A", "B", "-1") +
                   payment("t3", "A", "&unknown;", "1") + "  <CdtTrfTxInf>\n    <PmtId>\n" +
                   payment("t4", "B", "C", "2") + payment("t5", "C</wrong>", "D", "2") +
                   payment("t6", "C", "D", "3")));
  ASSERT_EQ(result.table.transfers.size(), 3U);
  EXPECT_EQ(result.table.ids[1], "t4");
  std::vector<std::string> faults;
  for (const auto& reject : result.rejects) {
    faults.push_back(std::to_string(reject.line) + ' ' + std::string(to_string(reject.fault)));
  }
  EXPECT_EQ(faults, (std::vector<std::string>{"12 negative_amount", "19 unreadable",
                                              "26 truncated_line", "35 unreadable"}));
}

TEST(Pacs, EveryBeginningOfAMessageIsReadUpToWhereItEnds) {
  const auto whole = message(payment("t1", "A", "B", "1") + payment("t2", "B", "C", "1"));
  for (std::size_t length = 60; length < whole.size(); length += 7) {
    const auto result = read(whole.substr(0, length));
    EXPECT_LE(result.table.transfers.size(), 2U);
    EXPECT_LE(result.rejects.size(), 1U);
    const auto start = whole.substr(0, length).rfind("<CdtTrfTxInf>");
    const auto end = whole.substr(0, length).rfind("</CdtTrfTxInf>");
    const bool is_torn = start != std::string::npos && (end == std::string::npos || end < start);
    if (is_torn) {
      ASSERT_EQ(result.rejects.size(), 1U) << length;
      EXPECT_EQ(result.rejects[0].fault, RowFault::truncated_line);
    }
  }
}

TEST(Pacs, NothingGrowsWithoutBound) {
  std::string deep = "<Document><CdtTrfTxInf>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(read(deep).rejects.size(), 1U);
  const auto wide = read("<Document><CdtTrfTxInf><PmtId>" + std::string(1'000'000, 'x') +
                         "</PmtId></CdtTrfTxInf></Document>");
  EXPECT_EQ(wide.table.transfers.size(), 0U);
  EXPECT_EQ(wide.rejects.size(), 1U);
  const auto entity = read("<!DOCTYPE a [<!ENTITY b \"c\">]><Document></Document>");
  EXPECT_GE(entity.rejects.size(), 1U);
  EXPECT_EQ(entity.rejects[0].fault, RowFault::unreadable);
}

RC_GTEST_PROP(XmlTokens, GiveTheSameForAnySizeOfBlocks, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("<>/a b!-[]&;'\"=\n?")));
  const auto tokens = [&](std::size_t block) {
    auto rest = std::string_view(text);
    XmlTokens reader([rest, block](std::span<char> room) mutable {
      const auto count = std::min({room.size(), rest.size(), block});
      std::copy_n(rest.data(), count, room.data());
      rest.remove_prefix(count);
      return count;
    });
    std::vector<std::string> all;
    for (auto token = reader.next(); token != XmlToken::end; token = reader.next()) {
      all.push_back(std::to_string(static_cast<int>(token)) + std::string(reader.name()) +
                    (token == XmlToken::text ? std::string(reader.text()) : ""));
      if (token == XmlToken::truncated) break;
    }
    return all;
  };
  RC_ASSERT(tokens(1) == tokens(1'000));
}

}  // namespace
}  // namespace anlan::funds
