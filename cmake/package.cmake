# Packages: `cpack` in the build folder makes a .deb and a tarball.
install(TARGETS flowship RUNTIME DESTINATION /usr/bin)
install(FILES packaging/flowship.1 DESTINATION /usr/share/man/man1)
install(FILES packaging/flowship.service DESTINATION /usr/lib/systemd/system)
install(FILES packaging/flowship.yml DESTINATION /etc/flowship)
install(FILES packaging/default DESTINATION /etc/default RENAME flowship)
install(FILES packaging/examples/goflow2.service packaging/examples/mapping.yaml packaging/examples/goflow2.logrotate README.md DESTINATION /usr/share/doc/flowship/examples)
install(FILES dashboards/goflow2.ndjson DESTINATION /usr/share/flowship/dashboards)
# Completions are made by the program itself.
install(CODE "
  function(write_completion shell folder name)
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}/usr/share/\${folder}\")
    execute_process(COMMAND \"$<TARGET_FILE:flowship>\" completion \${shell} OUTPUT_FILE \"\$ENV{DESTDIR}/usr/share/\${folder}/\${name}\" COMMAND_ERROR_IS_FATAL ANY)
  endfunction()
  write_completion(bash bash-completion/completions flowship)
  write_completion(zsh zsh/vendor-completions _flowship)
  write_completion(fish fish/vendor_completions.d flowship.fish)")

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME flowship)
set(CPACK_PACKAGE_CONTACT "The flowship authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "ships GoFlow2's sFlow logs to Elasticsearch")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Tails GoFlow2's JSON records, normalises them into the Elastic Common Schema with an ingest\npipeline that runs inside the program, and indexes each of them once.")
set(CPACK_SET_DESTDIR ON)  # /etc is not below the prefix
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser | passwd")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS logrotate)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/postinst ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm ${CMAKE_SOURCE_DIR}/packaging/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
include(CPack)
