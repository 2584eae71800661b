#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace anlan {
namespace {

using ::testing::ElementsAre;
using Record = std::vector<std::string>;

/// Hands out a text a few bytes at a time, so that every boundary falls somewhere.
CsvReader::Source in_pieces(std::string_view text, std::size_t piece) {
  return [text, piece](std::span<char> room) mutable {
    const auto count = std::min({room.size(), text.size(), piece});
    std::copy_n(text.data(), count, room.data());
    text.remove_prefix(count);
    return count;
  };
}

std::vector<Record> records_of(std::string_view text, std::size_t piece = 1 << 20) {
  CsvReader reader(in_pieces(text, piece));
  std::vector<Record> records;
  while (reader.next()) {
    EXPECT_EQ(reader.fault(), "") << "line " << reader.line();
    records.emplace_back(reader.fields().begin(), reader.fields().end());
  }
  return records;
}

TEST(CsvReader, ReadsWhatIsFoundInTheWild) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    EXPECT_THAT(
        records_of("\xEF\xBB\xBF\"X\",\"Y\"\r\n1,2\r\n\r\n\"a \"\"b\"\"\nc\",\nx\"y,z", piece),
        ElementsAre(Record{"X", "Y"}, Record{"1", "2"}, Record{"a \"b\"\nc", ""},
                    Record{"x\"y", "z"}));
  }
  EXPECT_THAT(records_of(""), ElementsAre());
  EXPECT_THAT(records_of("\n\n"), ElementsAre());
  EXPECT_THAT(records_of(","), ElementsAre(Record{"", ""}));
}

TEST(CsvReader, SaysWhichLineARecordBeginsAt) {
  CsvReader reader(csv_source("a\n\n\"b\nb\"\nc\n"));
  std::vector<std::int64_t> lines;
  while (reader.next()) lines.push_back(reader.line());
  EXPECT_THAT(lines, ElementsAre(1, 3, 5));
}

TEST(CsvReader, NamesAFaultAndGoesOn) {
  CsvReader reader(csv_source("a,\"b\nc,d\n\"e\"f,g\nh,i\n"));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.fault(), "there is text behind a closing quote");
  EXPECT_EQ(reader.line(), 1);
  ASSERT_TRUE(reader.next());
  EXPECT_THAT(reader.fields(), ElementsAre("h", "i"));
  EXPECT_EQ(reader.line(), 4);
  EXPECT_FALSE(reader.next());

  CsvReader open(csv_source("a,\"b\nc,d\ne,f"));
  ASSERT_TRUE(open.next());
  EXPECT_EQ(open.fault(), "a quote is not closed");
  ASSERT_TRUE(open.next());
  EXPECT_EQ(open.line(), 2);
  EXPECT_THAT(open.fields(), ElementsAre("c", "d"));
  ASSERT_TRUE(open.next());
  EXPECT_THAT(open.fields(), ElementsAre("e", "f"));
}

TEST(CsvReader, KeepsItsLimits) {
  const CsvLimits limits{.record_bytes = 50, .field_bytes = 10, .columns = 3};
  const std::string text = "1,2,3,4\n12345678901,1\n" + std::string(600'000, 'x') + "\nok,1\n" +
                           "\"" + std::string(300, 'y') + "\",1\nok,2\n";
  CsvReader reader(csv_source(text), ',', limits);
  std::vector<std::string> faults;
  while (reader.next()) faults.emplace_back(reader.fault());
  EXPECT_THAT(faults, ElementsAre("it has too many columns", "a field is too long",
                                  "it is too long", "", "a quote is not closed", ""));
  EXPECT_EQ(reader.bytes_read(), text.size());
}

RC_GTEST_PROP(CsvReader, ReadsBackWhatIsPrinted, ()) {
  const auto field =
      rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' '));
  const auto width = *rc::gen::inRange<std::size_t>(2, 5);
  const auto records =
      *rc::gen::container<std::vector<Record>>(rc::gen::container<Record>(width, field));
  std::string text;
  for (const auto& record : records) {
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (i > 0) text += ',';
      append_csv_field(text, record[i]);
    }
    text += '\n';
  }
  RC_ASSERT(records_of(text, *rc::gen::inRange<std::size_t>(1, 40)) == records);
}

}  // namespace
}  // namespace anlan
