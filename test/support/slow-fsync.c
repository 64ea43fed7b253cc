/* Makes every fsync and fdatasync of a process take at least 200 ms, when the library is named in LD_PRELOAD. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void delay(void) {
  const struct timespec duration = {.tv_sec = 0, .tv_nsec = 200 * 1000 * 1000};
  nanosleep(&duration, NULL);
}

int fsync(int fd) {
  delay();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  delay();
  return (int)syscall(SYS_fdatasync, fd);
}
