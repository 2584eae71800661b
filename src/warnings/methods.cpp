#include "warnings/methods.h"

#include <array>

#include "base/check.h"
#include "warnings/methods/table.h"

namespace anlan::warnings {
namespace {

using Row = const MethodDefinition& (*)();

constexpr std::array<Row, 8> k_rows{&scan_method,    &near_repeat_method, &hotspots_method,
                                    &series_method,  &density_method,     &self_exciting_method,
                                    &seasons_method, &forecast_method};

}  // namespace

const MethodDefinition& definition_of(Method method) {
  for (const auto row : k_rows) {
    if (row().method == method) return row();
  }
  check_failed("a known Method", __FILE__, __LINE__);
}

std::vector<const MethodDefinition*> all_methods() {
  std::vector<const MethodDefinition*> definitions;
  for (const auto row : k_rows) definitions.push_back(&row());
  return definitions;
}

const Bilingual& refusals() {
  static const Bilingual text{
      .en =
          "Nothing about a person: no score, list or forecast of anybody's conduct, and no sign "
          "of ethnicity, religion or politics. What the police's own initiative brought up is "
          "counted apart and teaches nothing; petitions and complaints are never a sign of risk.",
      .zh =
          "不涉及任何个人：不对人评分、列名单或预测其行为，不使用民族、宗教、政治等信息。"
          "警方主动发现的记录单独计数、不参与学习；信访、投诉绝不作为风险迹象。"};
  return text;
}

}  // namespace anlan::warnings
