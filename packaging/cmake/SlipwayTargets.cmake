# The four kinds of target this project has, so that a room's CMakeLists.txt says only what is its own.
include(CMakeParseArguments)

# The precompiled headers of the whole tree: Core for everything, Widgets for what draws, and each once more with Qt Test.
function(_slipway_precompiled_header kind)
  cmake_parse_arguments(arg "" "" "LIBS;HEADERS" ${ARGN})
  configure_file("${CMAKE_BINARY_DIR}/pch/empty.cpp.in" "${CMAKE_BINARY_DIR}/pch/${kind}.cpp" COPYONLY)
  add_library(slipway_pch_${kind} STATIC "${CMAKE_BINARY_DIR}/pch/${kind}.cpp")
  target_link_libraries(slipway_pch_${kind} PRIVATE slipway_options ${arg_LIBS})
  target_precompile_headers(slipway_pch_${kind} PRIVATE
    <algorithm> <functional> <memory> <optional> <string_view> <utility> <vector> ${arg_HEADERS})
  set_target_properties(slipway_pch_${kind} PROPERTIES AUTOMOC OFF)
  set(header CMakeFiles/slipway_pch_${kind}.dir/cmake_pch.hxx.gch)
  if(SLIPWAY_CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_custom_command(TARGET slipway_pch_${kind} POST_BUILD WORKING_DIRECTORY "${CMAKE_BINARY_DIR}"
      COMMAND sh -c "\"\$0\" -E sha256sum ${header} > ${header}.sum" "${CMAKE_COMMAND}" VERBATIM)
  endif()
endfunction()

function(slipway_precompiled_headers)
  file(WRITE "${CMAKE_BINARY_DIR}/pch/empty.cpp.in" "namespace slipway {}\n")
  set(core <QByteArray> <QDateTime> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QLoggingCategory>
           <QObject> <QPointer> <QString> <QStringList> <QTimer> <QUrl>)
  # Chosen: a precompiled header of all of Qt Widgets takes 300 MB and longer to load than most files to compile.
  set(widgets ${core} <QApplication> <QBoxLayout> <QComboBox> <QEvent> <QIcon> <QLabel> <QLineEdit> <QPainter>
              <QPlainTextEdit> <QPushButton> <QStyle> <QWidget>)
  # Qt Test's headers are others where Qt Network is linked, so every test links it.
  set(test <QTest> <QSignalSpy> <QRegularExpression> <QTemporaryDir> <QFile>)
  _slipway_precompiled_header(core LIBS Qt6::Core HEADERS ${core})
  if(SLIPWAY_BUILD_DESKTOP)
    _slipway_precompiled_header(widgets LIBS Qt6::Widgets HEADERS ${widgets})
  endif()
  if(SLIPWAY_BUILD_TESTS)
    _slipway_precompiled_header(core_test LIBS Qt6::Test Qt6::Network HEADERS ${core} ${test})
    if(SLIPWAY_BUILD_DESKTOP)
      _slipway_precompiled_header(widgets_test LIBS Qt6::Widgets Qt6::Test Qt6::Network HEADERS ${widgets} ${test})
    endif()
  endif()
endfunction()

function(_slipway_target name pch)
  target_link_libraries(${name} PRIVATE slipway_options)
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  if(NOT pch STREQUAL none)
    if(NOT pch)
      set(pch core)
    endif()
    target_precompile_headers(${name} REUSE_FROM slipway_pch_${pch})
  endif()
endfunction()

# slipway_library(slipway_sse SOURCES … [PUBLIC libs…] [PRIVATE libs…] [PCH core|widgets|none])
# Static: the three programs stay single files and the linker keeps only what they use.
function(slipway_library name)
  cmake_parse_arguments(arg "" "PCH" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(NOT arg_SOURCES)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_PUBLIC})
    return()
  endif()
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  _slipway_target(${name} "${arg_PCH}")
endfunction()

# slipway_program(slipwayd SOURCES … LIBS … COMPONENT desktop|backend|cli [PCH …]): installed into bin.
function(slipway_program name)
  cmake_parse_arguments(arg "" "PCH;COMPONENT" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  _slipway_target(${name} "${arg_PCH}")
  install(TARGETS ${name}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ${arg_COMPONENT}
    BUNDLE DESTINATION . COMPONENT ${arg_COMPONENT})
endfunction()

# slipway_test(tst_x [SOURCES a.cpp…] LIBS … [PCH …] [TIMEOUT s] [LABELS …] [SERIAL] [ARGS …])
# SOURCES defaults to tst_x.cpp. Links Qt Test. Runs offscreen; a warning of Qt fails where the test says so.
function(slipway_test name)
  cmake_parse_arguments(arg "SERIAL" "PCH;TIMEOUT" "SOURCES;LIBS;LABELS;ARGS" ${ARGN})
  if(NOT arg_SOURCES)
    set(arg_SOURCES ${name}.cpp)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} slipway_test_paths Qt6::Test Qt6::Network)
  if(NOT arg_PCH)
    set(arg_PCH core)
  endif()
  if(NOT arg_PCH STREQUAL none)
    string(APPEND arg_PCH _test)
  endif()
  _slipway_target(${name} "${arg_PCH}")
  if(Qt6_VERSION VERSION_GREATER_EQUAL 6.6)
    # QTRY_… narrows a std::chrono count to int inside its macro there. A flag given here would stand before those of
    # slipway_options and lose, so the property tells slipway_options to leave its own out.
    set_target_properties(${name} PROPERTIES SLIPWAY_MAY_NARROW_INTEGERS ON)
  endif()
  add_test(NAME ${name} COMMAND ${name} ${arg_ARGS})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp:ignore_noninstrumented_modules=1:die_after_fork=0")
  if(arg_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()
