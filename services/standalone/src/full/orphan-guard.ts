/**
 * Loaded into every process before its own program: when the launcher is gone, however it went, the process ends in order,
 * instead of working on with nobody to stop it.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref(); // to listen for that must not keep a process alive that has nothing else to do
