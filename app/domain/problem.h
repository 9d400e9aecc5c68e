#pragma once
// The problem vocabulary lives in app/base, because net/ (which knows only base) reads and writes it as well.
#include "app/base/problem.h" // IWYU pragma: export
