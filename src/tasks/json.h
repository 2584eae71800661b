// Tasks as JSON, in the words of the contract.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>

#include "tasks/service.h"

namespace anlan::tasks {

boost::json::object template_json(const TaskTemplate& form);
boost::json::array tasks_json(const Tasks& service, std::span<const Task> tasks);
/// With what hangs on it, and what whoever asked may do with it.
boost::json::object record_json(const Tasks& service, const TaskRecord& record);
boost::json::object photo_json(const Photo& photo);
boost::json::array loads_json(const Tasks& service, std::span<const UnitLoad> loads);

}  // namespace anlan::tasks
