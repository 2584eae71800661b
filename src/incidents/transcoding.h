// Transcoding: a file in the national encoding as the UTF-8 that everything else reads.
#pragma once

#include "base/csv.h"

namespace anlan::incidents {

/// What a source's text is written in. GB18030 holds GBK and GB2312, so that one name stands for
/// all that such files are called.
enum class Encoding { utf8, gb18030 };

/// Stands for each byte that is none of the encoding: it is in no UTF-8, so whoever checks a cell
/// finds it.
constexpr char k_bad_byte = '\xFF';

/// The source's bytes as UTF-8, in pieces as they come. A bad byte does not take the next one with
/// it, so that a row with bad bytes ends where its line ends. Throws Problem (unavailable,
/// "incidents.encoding") where the system cannot read GB18030.
CsvReader::Source utf8_source(Encoding encoding, CsvReader::Source source);

}  // namespace anlan::incidents
