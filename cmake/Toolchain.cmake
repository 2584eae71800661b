# Warnings, sanitizers, linker, compiler cache: what holds for every target.
add_library(anlan_flags INTERFACE)
target_include_directories(anlan_flags INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_compile_options(anlan_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns wrongly of inlined std::string and variant copies.
  target_compile_options(anlan_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized
    -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's own stable_sort uses what the standard has since deprecated.
  target_compile_options(anlan_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(ANLAN_SANITIZE)
  target_compile_options(anlan_flags INTERFACE -fsanitize=${ANLAN_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(anlan_flags INTERFACE -fsanitize=${ANLAN_SANITIZE})
  if(ANLAN_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio has fences beside its locks; the sanitizer sees the locks, and GCC warns of the fences.
    target_compile_options(anlan_flags INTERFACE -Wno-tsan)
  endif()
endif()

find_program(ANLAN_MOLD mold)
if(ANLAN_MOLD)
  target_link_options(anlan_flags INTERFACE -fuse-ld=mold)
endif()
find_program(ANLAN_CCACHE ccache)
if(ANLAN_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ANLAN_CCACHE}")
endif()
