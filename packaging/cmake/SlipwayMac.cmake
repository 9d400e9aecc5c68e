# A disk image with Slipway.app and, inside it, slipwayctl. The desktop attaches to a backend on another machine:
# slipwayd needs Linux.
if(SLIPWAY_BUILD_DESKTOP)
  set(icon "${CMAKE_BINARY_DIR}/packaging/slipway.icns")
  set_source_files_properties("${icon}" PROPERTIES GENERATED ON MACOSX_PACKAGE_LOCATION Resources)
  target_sources(slipway PRIVATE "${icon}")
  add_dependencies(slipway slipway_pages)
  set_target_properties(slipway PROPERTIES
    MACOSX_BUNDLE ON
    OUTPUT_NAME Slipway
    MACOSX_BUNDLE_INFO_PLIST "${CMAKE_SOURCE_DIR}/packaging/desktop/Info.plist.in"
    MACOSX_BUNDLE_BUNDLE_NAME Slipway
    MACOSX_BUNDLE_GUI_IDENTIFIER "${SLIPWAY_APP_ID}"
    MACOSX_BUNDLE_ICON_FILE slipway.icns
    MACOSX_BUNDLE_SHORT_VERSION_STRING "${PROJECT_VERSION}"
    MACOSX_BUNDLE_BUNDLE_VERSION "${PROJECT_VERSION}")
  if(SLIPWAY_BUILD_CLI)
    install(PROGRAMS "$<TARGET_FILE:slipwayctl>" DESTINATION Slipway.app/Contents/MacOS COMPONENT desktop)
  endif()
  # Qt's frameworks and plugins, and QtKeychain (tokens in the system's keychain), gathered by macdeployqt, which follows
  # what the program links.
  qt_generate_deploy_app_script(TARGET slipway ${SLIPWAY_DEPLOY_SCRIPT} deploy NO_UNSUPPORTED_PLATFORM_ERROR)
  install(SCRIPT "${deploy}" COMPONENT desktop)
endif()

set(CPACK_GENERATOR DragNDrop)
set(CPACK_PACKAGE_FILE_NAME "slipway-${PROJECT_VERSION}-macos")
set(CPACK_COMPONENTS_ALL desktop)
set(CPACK_DMG_VOLUME_NAME "Slipway ${PROJECT_VERSION}")
set(CPACK_DMG_FORMAT UDBZ)
set(CPACK_DMG_SLA_USE_RESOURCE_FILE_LICENSE OFF)
