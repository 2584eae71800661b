// The rows of the table of methods (methods.cpp): each is a file of this folder.
#pragma once

#include "warnings/methods.h"

namespace anlan::warnings {

const MethodDefinition& scan_method();
const MethodDefinition& near_repeat_method();
const MethodDefinition& hotspots_method();
const MethodDefinition& series_method();
const MethodDefinition& density_method();
const MethodDefinition& self_exciting_method();
const MethodDefinition& seasons_method();
const MethodDefinition& forecast_method();

}  // namespace anlan::warnings
