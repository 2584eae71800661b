// The owners of tasks are accounts.
#pragma once

#include "access/service.h"
#include "tasks/service.h"

namespace anlan::tasks {

class AccountOwners final : public OwnerDirectory {
 public:
  explicit AccountOwners(const access::Accounts& accounts) : accounts_(accounts) {}
  std::optional<access::Actor> find(store::Session& session, const Id& account) const override {
    const auto found = accounts_.find(session, account);
    if (!found || found->is_disabled) return std::nullopt;
    return access::actor_of(*found);
  }
  std::string display_name(store::Session& session, std::string_view name) const override {
    return accounts_.display_name(session, name);
  }

 private:
  const access::Accounts& accounts_;
};

}  // namespace anlan::tasks
