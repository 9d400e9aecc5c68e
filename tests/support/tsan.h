#pragma once
// For tests that start threads: what ThreadSanitizer has to know of libraries that were not built with it.
// Include it in one file of a test program. Without ThreadSanitizer nobody calls these.
extern "C" {
// QProcess forks, and the child execs at once.
const char *__tsan_default_options();
const char *__tsan_default_options() { return "die_after_fork=0 halt_on_error=0 history_size=4"; }
// Qt's own locks are futexes that it does not see: the watchdog of Qt Test at its end, the slots of
// QSqlDatabase.
const char *__tsan_default_suppressions();
const char *__tsan_default_suppressions()
{
    return "race:QWaitCondition\nrace:libQt6Test.so\nrace:libQt6Sql.so\n";
}
}
