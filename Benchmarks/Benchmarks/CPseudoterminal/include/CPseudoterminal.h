// Starting a program on a terminal of its own: fork between the threads of a Swift program is not Swift's to do.
#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

#include <sys/types.h>

/// Starts a program at so many rows and columns and returns the terminal's other end, or -1 with errno set.
int start_on_terminal(char *const *_Nonnull arguments, char *const *_Nonnull environment, unsigned short rows,
                      unsigned short columns, pid_t *_Nonnull process);

#endif
