# One INTERFACE target carries every flag; nothing sets global flags of its own.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Programs are compiled with -fPIC like the libraries, so that both can use one precompiled header.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE "-fPIC")
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# Line tables are enough for a useful backtrace and halve the time to build.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

# Libraries are the system's, or beside the program (packaging/portable says where): no path in what is installed.
set(CMAKE_SKIP_INSTALL_RPATH ON)

find_program(SLIPWAY_CCACHE ccache)
if(SLIPWAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # pch_defines and time_macros are what ccache's manual asks for with precompiled headers. Their checksums stand
  # beside them (SlipwayTargets): to hash 150 MB for each file takes longer than all else of a hit.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_PCH_EXTSUM=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SLIPWAY_CCACHE})
endif()

add_library(slipway_options INTERFACE)
target_compile_features(slipway_options INTERFACE cxx_std_20)
target_include_directories(slipway_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(slipway_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
  QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS QT_NO_CONTEXTLESS_CONNECT
  QT_DISABLE_DEPRECATED_BEFORE=0x060400
  SLIPWAY_VERSION="${PROJECT_VERSION}")
if(MSVC)
  target_compile_options(slipway_options INTERFACE
    /W4 /permissive- /utf-8 /Zc:__cplusplus /EHsc /guard:cf $<$<BOOL:${SLIPWAY_WERROR}>:/WX>)
  target_compile_definitions(slipway_options INTERFACE NOMINMAX WIN32_LEAN_AND_MEAN)
  target_link_options(slipway_options INTERFACE /guard:cf)
else()
  target_compile_options(slipway_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow
    $<IF:$<BOOL:$<TARGET_PROPERTY:SLIPWAY_MAY_NARROW_INTEGERS>>,-Wfloat-conversion,-Wconversion>
    -Wsign-conversion -Wnon-virtual-dtor
    -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wunused -Wformat=2
    -fstack-protector-strong
    $<$<BOOL:${SLIPWAY_WERROR}>:-Werror>
    # GCC keeps the macros of a precompiled header in view of ccache only with this.
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess -fstack-clash-protection>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|i.86)$")
    target_compile_options(slipway_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fcf-protection>)
  endif()
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  # clang gives no build id by itself; debug symbols are found by it.
  target_link_options(slipway_options INTERFACE -Wl,-z,relro,-z,now -Wl,--build-id)
endif()
if(SLIPWAY_SANITIZE)
  # What instrumented code does at -O2 it does at -O1, in two thirds of the time to compile.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
  target_compile_options(slipway_options INTERFACE
    -fsanitize=${SLIPWAY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(slipway_options INTERFACE -fsanitize=${SLIPWAY_SANITIZE})
  target_compile_definitions(slipway_options INTERFACE SLIPWAY_SANITIZED)
else()
  target_compile_definitions(slipway_options INTERFACE
    _GLIBCXX_ASSERTIONS $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
endif()
if(SLIPWAY_BUILD_FUZZERS)
  # Coverage in the libraries too: without it the fuzzer sees nothing of what it drives.
  target_compile_options(slipway_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(slipway_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
