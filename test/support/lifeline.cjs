/**
 * Preloaded (`node --require`) into a process that leads a group of its own and so would outlive a test run that is killed: its
 * standard input is a pipe from the test, and when that breaks, the group ends.
 */
process.stdin.on('close', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref();
