# Three Debian packages: slipway (desktop with a backend of its own), slipway-backend (the service), slipway-cli.
set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_STRIP_FILES OFF) # the symbols are taken apart into packages of their own
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/packaging/debian/modes.cmake")
set(CPACK_POST_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/packaging/debian/debugsums.cmake")

# A package is built for one release, whose libraries it names: the release is part of the version, in ascending order.
execute_process(COMMAND sh -c ". /etc/os-release; echo \"$ID $VERSION_ID\""
  OUTPUT_VARIABLE release OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
string(REGEX REPLACE "^debian " "deb" release "${release}")
string(REGEX REPLACE "[^a-z0-9.]" "" release "${release}")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}+${release}")

# Plugins that Qt loads at run time are seen by nobody who looks at libraries. Their packages have other names on other
# releases, so ask which one each came from.
get_target_property(core_library Qt6::Core LOCATION)
get_filename_component(library_directory "${core_library}" DIRECTORY)
function(slipway_plugin_packages out)
  set(names "")
  foreach(plugin IN LISTS ARGN)
    execute_process(COMMAND dpkg-query -S "${library_directory}/qt6/plugins/${plugin}"
      OUTPUT_VARIABLE owner OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(owner MATCHES "^([^:]+):")
      list(APPEND names "${CMAKE_MATCH_1}")
    else()
      message(STATUS "No package owns Qt's plugin ${plugin}; the Debian packages will not depend on it.")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES names)
  list(JOIN names ", " names)
  set(${out} "${names}" PARENT_SCOPE)
endfunction()
slipway_plugin_packages(store_plugins sqldrivers/libqsqlite.so)
slipway_plugin_packages(desktop_plugins sqldrivers/libqsqlite.so platforms/libqxcb.so iconengines/libqsvgicon.so
                        imageformats/libqsvg.so)

# The first line of each description is the package's synopsis; cpack would put the project's before it, thrice the same.
file(APPEND "${CPACK_PROJECT_CONFIG_FILE}" "set(CPACK_PACKAGE_DESCRIPTION_SUMMARY \"\")\n")
set(CPACK_COMPONENT_DESKTOP_DESCRIPTION "desktop to create LXC containers and watch them
Slipway creates LXC containers and shows live how they come up: the five
phases, the script that runs now, every line of the log as it is written, and
at the end the services found inside, with addresses and credentials.

This package holds the desktop. It brings a backend of its own along, which
runs only while the window is open and serves only it.")
set(CPACK_COMPONENT_BACKEND_DESCRIPTION "service that creates LXC containers and streams their logs
Slipway creates LXC containers and shows live how they come up.

This package holds the backend as a system service: it runs the creations,
keeps every event, and streams them over HTTP to the desktop (slipway) and the
terminal client (slipway-cli). It needs no graphical library.")
set(CPACK_COMPONENT_CLI_DESCRIPTION "terminal client for the Slipway container backend
Slipway creates LXC containers and shows live how they come up.

This package holds slipwayctl, which asks a backend from a terminal or a
script: with a live view of the five phases and the log, JSON lines and exit
codes.")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_NAME slipway)
set(CPACK_DEBIAN_BACKEND_PACKAGE_NAME slipway-backend)
set(CPACK_DEBIAN_CLI_PACKAGE_NAME slipway-cli)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_DEPENDS "${desktop_plugins}")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_RECOMMENDS "qt6-wayland, ca-certificates, libsecret-1-0, gnome-keyring | kwalletmanager")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_SUGGESTS "slipway-backend, slipway-cli, lxc")
set(CPACK_DEBIAN_BACKEND_PACKAGE_DEPENDS "${store_plugins}, init-system-helpers (>= 1.54~), \
systemd | systemd-standalone-sysusers | systemd-sysusers, systemd | systemd-standalone-tmpfiles | systemd-tmpfiles")
set(CPACK_DEBIAN_BACKEND_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_BACKEND_PACKAGE_SUGGESTS "slipway-cli, lxc, debootstrap, iptables, redis-server, nginx | caddy")
set(CPACK_DEBIAN_CLI_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_CLI_PACKAGE_SUGGESTS "slipway-backend")

set(debian "${CMAKE_SOURCE_DIR}/packaging/debian")
set(made "${CMAKE_BINARY_DIR}/packaging/debian")
file(WRITE "${made}/conffiles" "/etc/slipway/slipwayd.conf\n")
set(CPACK_DEBIAN_BACKEND_PACKAGE_CONTROL_EXTRA
    "${debian}/postinst;${debian}/prerm;${debian}/postrm;${made}/conffiles")

# copyright and changelog of each package
find_program(SLIPWAY_GZIP gzip REQUIRED)
add_custom_command(OUTPUT "${made}/changelog.gz"
  COMMAND "${CMAKE_COMMAND}" -E env LC_ALL=C TZ=UTC "${debian}/changelog" "${CMAKE_SOURCE_DIR}/CHANGELOG.md"
          "${CPACK_PACKAGE_VERSION}" "${CPACK_PACKAGE_CONTACT}" "${SLIPWAY_SOURCE_DATE_EPOCH}" > "${made}/changelog"
  COMMAND "${SLIPWAY_GZIP}" -9nf "${made}/changelog"
  DEPENDS "${CMAKE_SOURCE_DIR}/CHANGELOG.md" "${debian}/changelog" VERBATIM)
add_custom_target(slipway_debian_changelog ALL DEPENDS "${made}/changelog.gz")
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} COMPONENT)
  set(documents "${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME}")
  install(FILES "${debian}/copyright" "${made}/changelog.gz" DESTINATION "${documents}" COMPONENT ${component})
  if(EXISTS "${debian}/${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME}.lintian-overrides")
    install(FILES "${debian}/${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME}.lintian-overrides"
            DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides"
            RENAME "${CPACK_DEBIAN_${COMPONENT}_PACKAGE_NAME}" COMPONENT ${component})
  endif()
endforeach()
