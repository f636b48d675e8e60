#define _GNU_SOURCE
#include "CPseudoterminal.h"

#include <pty.h>
#include <signal.h>
#include <unistd.h>

int start_on_terminal(char *const *arguments, char *const *environment, unsigned short rows, unsigned short columns,
                      pid_t *process) {
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  int terminal = -1;
  *process = forkpty(&terminal, NULL, NULL, &size);
  if (*process == 0) {
    // The thread that started us may have had signals blocked, which a child would inherit.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  return *process < 0 ? -1 : terminal;
}
