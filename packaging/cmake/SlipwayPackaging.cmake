# Install rules and packages. `cpack --config build/package/CPackConfig.cmake` makes, on Linux, three Debian packages
# and their debug symbols; on Windows an NSIS installer, on macOS a disk image.

# Everything with a date in it takes that of the last commit, so that two builds give the same bytes.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND git -C "${CMAKE_SOURCE_DIR}" log -1 --format=%ct
    OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT epoch)
    file(TIMESTAMP "${CMAKE_SOURCE_DIR}/CHANGELOG.md" epoch "%s" UTC) # an archive keeps it
  endif()
  set(ENV{SOURCE_DATE_EPOCH} "${epoch}")
endif()
set(SLIPWAY_SOURCE_DATE_EPOCH "$ENV{SOURCE_DATE_EPOCH}")

# Tests are not packaged: a package of what is built does not wait for them.
if(SLIPWAY_BUILD_TESTS)
  set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
endif()
add_subdirectory(packaging)

set(CPACK_PACKAGE_NAME "slipway")
set(CPACK_PACKAGE_VENDOR "The Slipway maintainers")
set(CPACK_PACKAGE_CONTACT "The Slipway maintainers <maintainers@slipway.invalid>")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_HOMEPAGE_URL "${PROJECT_HOMEPAGE_URL}")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_INSTALL_DIRECTORY "Slipway")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_COMPONENTS_ALL "")
foreach(component desktop cli backend)
  string(TOUPPER ${component} COMPONENT)
  if(SLIPWAY_BUILD_${COMPONENT})
    list(APPEND CPACK_COMPONENTS_ALL ${component})
  endif()
endforeach()
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_BINARY_DIR}/CPackProjectConfig.cmake")
file(WRITE "${CPACK_PROJECT_CONFIG_FILE}" "set(ENV{SOURCE_DATE_EPOCH} \"${SLIPWAY_SOURCE_DATE_EPOCH}\")\n")

# How qt_generate_deploy_app_script calls the variable that it sets.
if(Qt6_VERSION VERSION_LESS 6.5)
  set(SLIPWAY_DEPLOY_SCRIPT FILENAME_VARIABLE)
else()
  set(SLIPWAY_DEPLOY_SCRIPT OUTPUT_SCRIPT)
endif()
if(WIN32)
  include(SlipwayWindows)
elseif(APPLE)
  include(SlipwayMac)
else()
  include(SlipwayDebian)
endif()
include(CPack)
