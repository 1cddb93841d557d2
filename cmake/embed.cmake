# The data folders that the program carries inside: pipelines, field definitions, grok patterns and the like, as one generated source file.
file(GLOB_RECURSE embedded_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} pipelines/*.yml fields/*.yml patterns/* places/*.base64 dashboards/*.ndjson web/*.html)
list(SORT embedded_files)
set(embedded_source ${CMAKE_BINARY_DIR}/embedded.cc)
list(TRANSFORM embedded_files PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE embedded_paths)
string(JOIN "|" embedded_list ${embedded_files})
add_custom_command(
  OUTPUT ${embedded_source}
  COMMAND ${CMAKE_COMMAND} "-DFILES=${embedded_list}" -DROOT=${CMAKE_SOURCE_DIR} -DOUT=${embedded_source} -P ${CMAKE_SOURCE_DIR}/cmake/write_embedded.cmake
  DEPENDS ${embedded_paths} ${CMAKE_SOURCE_DIR}/cmake/write_embedded.cmake
  VERBATIM)
add_library(flowship_embedded STATIC ${embedded_source})
target_include_directories(flowship_embedded PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(flowship_options INTERFACE flowship_embedded)
