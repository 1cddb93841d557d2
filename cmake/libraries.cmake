# The libraries of the distribution that flowship stands on; tools/packages.txt names their packages.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(yaml-cpp REQUIRED)
# cpp-httplib's classes have other members with TLS than without: its own flags say what the library was built with.
pkg_check_modules(DEPS REQUIRED IMPORTED_TARGET cpp-httplib simdjson re2 libmaxminddb libdeflate libisal libzstd libxxhash libpcre2-8 libpcap rdkafka libsystemd)
find_library(CCTZ_LIBRARY cctz REQUIRED)
target_include_directories(flowship_options SYSTEM INTERFACE ${YAML_CPP_INCLUDE_DIR})
target_link_libraries(flowship_options INTERFACE PkgConfig::DEPS fmt::fmt CURL::libcurl ZLIB::ZLIB OpenSSL::Crypto OpenSSL::SSL
                      ${YAML_CPP_LIBRARIES} ${CCTZ_LIBRARY} resolv Threads::Threads)
