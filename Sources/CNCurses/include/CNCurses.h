// The handful of device calls behind `CursesTerminal`. curses.h itself stays out of this header: its macros, variadics
// and mutable globals do not import into Swift 6, and nothing above this target should depend on which curses it is.
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

// MARK: Screen

/// Why `cnc_open` failed.
enum { CNC_OPENED = 0, CNC_UNKNOWN_TERMINAL = 1, CNC_NOT_ADDRESSABLE = 2 };

/// Sets the locale (C.UTF-8 where the user's is not UTF-8), opens the terminal named by TERM on stdin and stdout,
/// and installs the crash and exit handlers that put the terminal back. Returns one of the codes above.
int cnc_open(bool colour);

/// Leaves curses and frees its memory. Safe to call twice.
void cnc_close(void);

/// Leaves curses for a while (job control); `cnc_resume` comes back.
void cnc_suspend(void);
void cnc_resume(void);

/// Asks the kernel for the window's size; false where there is none.
bool cnc_window_size(int *height, int *width);

/// Tells curses the window's size.
void cnc_resize(int height, int width);

/// Starts a new picture; `cnc_show` sends what differs from the last one.
void cnc_erase(void);

/// Forgets what the terminal shows, so that the next `cnc_show` sends everything.
void cnc_forget(void);

/// Puts one spacing character (with up to four zero-width ones) at a cell.
void cnc_put(int row, int column, const uint32_t *scalars, int count, int role, unsigned attributes);

/// Attribute bits for `cnc_put`.
enum { CNC_BOLD = 1, CNC_DIM = 2, CNC_REVERSE = 4, CNC_UNDERLINE = 8 };

/// Sends the picture; a negative row hides the cursor.
void cnc_show(int cursor_row, int cursor_column);

/// Columns libc, and so curses, gives to a character: -1 where it knows none.
int cnc_width(uint32_t scalar);

/// 0, 8, 16, 256 … of the terminal named by TERM; -1 if it is not known or its cursor cannot be placed.
int cnc_probe_colours(void);

// MARK: Input

/// Kinds of `cnc_read`'s answers. Everything from CNC_KEY_UP on is a key that curses has recognised.
enum {
  CNC_NOTHING = 0,
  CNC_CHARACTER,
  CNC_UNKNOWN_KEY,
  CNC_MOUSE_BEGIN,
  CNC_PASTE_BEGIN,
  CNC_PASTE_END,
  CNC_KEY_UP,
  CNC_KEY_DOWN,
  CNC_KEY_LEFT,
  CNC_KEY_RIGHT,
  CNC_KEY_HOME,
  CNC_KEY_END,
  CNC_KEY_PAGE_UP,
  CNC_KEY_PAGE_DOWN,
  CNC_KEY_ENTER,
  CNC_KEY_BACKSPACE,
  CNC_KEY_DELETE,
  CNC_KEY_BACK_TAB,
  CNC_KEY_FUNCTION,
};

/// The next unit of input without waiting. `*value` is the character's scalar or the function key's number.
int cnc_read(uint32_t *value);

// MARK: Signals and waking

/// Blocks the signals that the event loop reads; true if they were not blocked already.
bool cnc_block_signals(void);
void cnc_unblock_signals(void);

/// A signalfd for those signals, and an eventfd; close-on-exec, non-blocking, -1 on failure.
int cnc_signal_descriptor(void);
int cnc_wake_descriptor(void);

/// The next pending signal's number, 0 when none.
int cnc_next_signal(int descriptor);

/// Lets SIGTSTP take its default effect now; returns when continued, at once where nobody could continue us.
void cnc_stop_now(void);

#endif
