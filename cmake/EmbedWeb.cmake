# anlan_web_assets: the built web page (web/dist) as data in a library. Where the page is not built, the library holds
# an empty table, and the program says so at /.
set(page_cpp "${CMAKE_BINARY_DIR}/web_assets/page.cpp")
set(page_bin "${CMAKE_BINARY_DIR}/web_assets/page.bin")
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/web_assets")
file(GLOB_RECURSE page_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/dist/*")
add_custom_command(OUTPUT "${page_cpp}" "${page_bin}"
  COMMAND "${ANLAN_PYTHON}" "${CMAKE_SOURCE_DIR}/tools/embed_web.py" "${CMAKE_SOURCE_DIR}/web/dist" "${page_cpp}" "${page_bin}"
  DEPENDS "${CMAKE_SOURCE_DIR}/tools/embed_web.py" ${page_files}
  COMMENT "Packing the web page")

add_library(anlan_web_assets STATIC "${page_cpp}")
target_include_directories(anlan_web_assets PRIVATE "${CMAKE_SOURCE_DIR}/src")
target_link_libraries(anlan_web_assets PRIVATE anlan_flags)
