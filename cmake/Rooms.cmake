# anlan_room(NAME [DEPENDS target...] [PRIVATE target...])
#
# A room is one folder of src/: a static library of its *.cpp, and beside it
#   *_test.cpp   -> one test program  <room>_test, each case known to ctest
#   *_bench.cpp  -> one bench program each, build/<preset>/bench/<file>
#   *_fuzz.cpp   -> one libFuzzer program each, build/fuzz/fuzz/<file>
# DEPENDS are what its headers show (rooms to its left and libraries), PRIVATE what its sources use.
function(anlan_room name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE;TEST_DEPENDS" ${ARGN})
  string(REPLACE "/" "_" target "${name}")
  set(dir "${CMAKE_CURRENT_SOURCE_DIR}")
  file(GLOB sources CONFIGURE_DEPENDS "${dir}/*.cpp")
  file(GLOB tests CONFIGURE_DEPENDS "${dir}/*_test.cpp")
  file(GLOB benches CONFIGURE_DEPENDS "${dir}/*_bench.cpp")
  file(GLOB fuzzers CONFIGURE_DEPENDS "${dir}/*_fuzz.cpp")
  foreach(file IN LISTS tests benches fuzzers)
    list(REMOVE_ITEM sources "${file}")
  endforeach()
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")

  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC ${ARG_DEPENDS} PRIVATE anlan_flags ${ARG_PRIVATE})
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}/src")

  if(ANLAN_TESTS AND tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${ARG_PRIVATE} ${ARG_TEST_DEPENDS}
      anlan_flags anlan_test_support)
    gtest_discover_tests(${target}_test TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
  endif()
  if(ANLAN_BENCHES)
    foreach(file IN LISTS benches)
      get_filename_component(bench "${file}" NAME_WE)
      add_executable(${bench} "${file}")
      set_target_properties(${bench} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
      target_link_libraries(${bench} PRIVATE ${target} ${ARG_PRIVATE} ${ARG_TEST_DEPENDS}
        anlan_flags anlan_test_support benchmark::benchmark)
    endforeach()
  endif()
  if(ANLAN_FUZZ)
    foreach(file IN LISTS fuzzers)
      get_filename_component(fuzz "${file}" NAME_WE)
      add_executable(${fuzz} "${file}")
      set_target_properties(${fuzz} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
      target_link_libraries(${fuzz} PRIVATE ${target} ${ARG_PRIVATE} anlan_flags)
      target_link_options(${fuzz} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
