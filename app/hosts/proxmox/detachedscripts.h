#pragma once

namespace slipway::hosts {

// The shell half of detachedrun: POSIX, for dash, bash and busybox ash. All of them may be run again.

/// $1 the directory, $2 the script's name, $3…$5 bytes of the helpers, the script and the runner, $6 of all,
/// $7 their checksum; stdin one after the other, then the guard. Exit code 95: not all of it came over.
extern const char kPrepare[];
/// $1 the directory, $2 the mark, $3 the interpreter, $4 the script's name. Starts it, once and for all.
extern const char kLaunch[];
/// What kLaunch starts: runs the runner and leaves its exit code. $1 the directory, $2 the name, $3
/// interpreter.
extern const char kGuard[];
/// $1 the directory, $2 where to begin. Output: the log from that byte on. On stderr "slipway-follow", and at
/// the end one of "slipway-exit:CODE:BYTES" (of the whole log), "slipway-lost" (it vanished),
/// "slipway-absent", "slipway-unstarted".
extern const char kFollow[];
/// $1 the directory of all runs, $2 the mark of one, or empty for all. Kills, removes.
extern const char kEnd[];

} // namespace slipway::hosts
