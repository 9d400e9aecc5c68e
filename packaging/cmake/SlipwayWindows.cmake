# An NSIS installer with the desktop, which attaches to a backend on another machine: slipwayd needs Linux.
# Build with MSVC 2019 or newer, or MinGW, Qt's own libraries, and QtKeychain, which keeps tokens in the system's
# Credential Manager:
#   cmake --preset release && cmake --build build/release --config Release && cpack --config build/release/CPackConfig.cmake
if(SLIPWAY_BUILD_DESKTOP)
  set_target_properties(slipway PROPERTIES WIN32_EXECUTABLE ON) # no console behind the window
  set(icon "${CMAKE_BINARY_DIR}/packaging/slipway.ico")
  file(WRITE "${CMAKE_BINARY_DIR}/slipway.rc" "IDI_ICON1 ICON DISCARDABLE \"${icon}\"\n")
  enable_language(RC)
  target_sources(slipway PRIVATE "${CMAKE_BINARY_DIR}/slipway.rc")
  set_source_files_properties("${CMAKE_BINARY_DIR}/slipway.rc" PROPERTIES OBJECT_DEPENDS "${icon}")
  add_dependencies(slipway slipway_pages)
  # Qt's libraries and plugins, gathered by windeployqt.
  qt_generate_deploy_app_script(TARGET slipway ${SLIPWAY_DEPLOY_SCRIPT} deploy NO_UNSUPPORTED_PLATFORM_ERROR)
  install(SCRIPT "${deploy}" COMPONENT desktop)
  # Which windeployqt does not know: QtKeychain, unless it is a static one.
  get_target_property(kind Qt6Keychain::Qt6Keychain TYPE)
  if(kind STREQUAL SHARED_LIBRARY)
    install(FILES "$<TARGET_FILE:Qt6Keychain::Qt6Keychain>" DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT desktop)
  endif()
endif()
set(CMAKE_INSTALL_SYSTEM_RUNTIME_COMPONENT desktop)
include(InstallRequiredSystemLibraries)

set(CPACK_GENERATOR NSIS)
set(CPACK_PACKAGE_FILE_NAME "slipway-${PROJECT_VERSION}-windows")
set(CPACK_PACKAGE_EXECUTABLES slipway Slipway) # the start menu
set(CPACK_NSIS_DISPLAY_NAME Slipway)
set(CPACK_NSIS_PACKAGE_NAME Slipway)
set(CPACK_NSIS_MUI_ICON "${CMAKE_BINARY_DIR}/packaging/slipway.ico")
set(CPACK_NSIS_MUI_UNIICON "${CMAKE_BINARY_DIR}/packaging/slipway.ico")
set(CPACK_NSIS_INSTALLED_ICON_NAME "bin\\\\slipway.exe")
set(CPACK_NSIS_URL_INFO_ABOUT "${PROJECT_HOMEPAGE_URL}")
set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON) # an upgrade replaces; settings of users stay
set(CPACK_NSIS_MODIFY_PATH OFF)
set(CPACK_NSIS_MANIFEST_DPI_AWARE ON)
set(CPACK_NSIS_CREATE_ICONS_EXTRA "")
# Links slipway://container/ID open the window.
set(CPACK_NSIS_EXTRA_INSTALL_COMMANDS [[
  WriteRegStr SHCTX "Software\Classes\slipway" "" "URL:Slipway"
  WriteRegStr SHCTX "Software\Classes\slipway" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\slipway\DefaultIcon" "" "$INSTDIR\bin\slipway.exe,0"
  WriteRegStr SHCTX "Software\Classes\slipway\shell\open\command" "" '"$INSTDIR\bin\slipway.exe" "%1"'
]])
set(CPACK_NSIS_EXTRA_UNINSTALL_COMMANDS [[
  DeleteRegKey SHCTX "Software\Classes\slipway"
]])
