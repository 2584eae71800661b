#include "incidents/live_columns.h"

#include <algorithm>

#include "incidents/repository.h"

namespace anlan::incidents {
namespace {

bool are_same(const std::vector<PlacedUnit>& a, const std::vector<PlacedUnit>& b) {
  return std::ranges::equal(
      a, b, [](const PlacedUnit& x, const PlacedUnit& y) { return x.path == y.path; });
}

}  // namespace

std::shared_ptr<const Columns> LiveColumns::kept() {
  const std::lock_guard lock(mutex_);
  return columns_;
}

std::shared_ptr<const Columns> LiveColumns::current() {
  const auto is_new = [this](const std::shared_ptr<const Columns>& columns) {
    if (!columns) return false;
    const auto now = database_.read([](store::Session& session) { return revision_of(session); });
    return columns->revision == now.revision && columns->unit_revision == now.units;
  };
  if (auto columns = kept(); is_new(columns)) return columns;
  const std::lock_guard lock(reading_);
  auto columns = kept();
  if (is_new(columns)) return columns;
  auto newer = read_again(columns);
  const std::lock_guard keeping(mutex_);
  columns_ = newer;
  return newer;
}

std::shared_ptr<const Columns> LiveColumns::read_again(const std::shared_ptr<const Columns>& old) {
  return database_.read([&](store::Session& session) {
    const auto revision = revision_of(session);
    auto units = placed_units(session);
    auto kinds = kind_codes(session);
    const bool can_add = old && revision.rewritten <= old->revision && kinds == old->kinds &&
                         are_same(units, old->units);
    auto rows = column_rows(session, can_add ? old->last_sequence : 0, units);
    Columns columns =
        can_add ? with_more(*old, std::move(rows), zone_)
                : build_columns(std::move(rows), std::move(units), std::move(kinds), zone_);
    columns.revision = revision.revision;
    columns.unit_revision = revision.units;
    return std::make_shared<const Columns>(std::move(columns));
  });
}

}  // namespace anlan::incidents
