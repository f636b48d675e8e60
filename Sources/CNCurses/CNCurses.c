#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CNCurses.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// MARK: State

enum { ROLES = 5, FIRST_OWN_KEY = 3000 };
enum { KEYCODE_MOUSE = FIRST_OWN_KEY, KEYCODE_PASTE_BEGIN, KEYCODE_PASTE_END };

static SCREEN *screen;
static bool coloured;
static bool reports;

// Read by the crash handler, hence plain and written before the handler is installed.
static struct termios shell_modes;
static volatile sig_atomic_t in_curses;

// Asked for and withdrawn by hand: curses would use the old mouse protocol (broken beyond column 223) for most
// terminals, and knows nothing of bracketed paste.
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
static const char leave_everything[] = MOUSE_OFF PASTE_OFF "\033[0m\033[?25h\033[?1l\033>\033[?1049l\r\n";

static void write_all(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t n = write(STDOUT_FILENO, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    bytes += n;
    count -= (size_t)n;
  }
}

static void modes(bool on) {
  static const char enter[] = MOUSE_ON PASTE_ON, leave[] = MOUSE_OFF PASTE_OFF;
  if (!reports) return;
  if (on) write_all(enter, sizeof enter - 1);
  else write_all(leave, sizeof leave - 1);
}

// MARK: Crashes and exits

static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { CRASHES = sizeof crashes / sizeof *crashes };
static struct sigaction before_us[CRASHES];

// Only async-signal-safe calls. Whatever handled the crash before us (Swift's backtracer, a core dump) then finds a
// usable terminal.
static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved_errno = errno;
  if (in_curses) {
    in_curses = 0;
    write_all(leave_everything, sizeof leave_everything - 1);
    tcsetattr(STDIN_FILENO, TCSANOW, &shell_modes);
  }
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &before_us[i], NULL);
  // A fault happens again on return; a signal that somebody sent does not.
  if (info->si_code <= 0) raise(number);
  errno = saved_errno;
}

static void catch_crashes(void) {
  static char stack[64 * 1024];
  stack_t alternate = {0}, current = {0};
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    alternate.ss_sp = stack;
    alternate.ss_size = sizeof stack;
    sigaltstack(&alternate, NULL);
  }
  struct sigaction action = {0};
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &action, &before_us[i]);
}

static void release_crashes(void) {
  for (int i = 0; i < CRASHES; i++) {
    struct sigaction now;
    if (sigaction(crashes[i], NULL, &now) == 0 && now.sa_sigaction == on_crash)
      sigaction(crashes[i], &before_us[i], NULL);
  }
}

// MARK: Screen

static void choose_locale(void) {
  if (setlocale(LC_ALL, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "en_US.UTF-8");
  // Numbers are read and printed by the program itself, everywhere with a point.
  setlocale(LC_NUMERIC, "C");
}

static void choose_colours(bool wanted) {
  coloured = wanted && has_colors() && start_color() == OK;
  if (!coloured) return;
  int background = use_default_colors() == OK ? -1 : COLOR_BLACK;
  // Mid-tones that stay readable on a light and on a dark background.
  static const short rich[ROLES] = {-1, 33, 35, 172, 167};
  static const short poor[ROLES] = {-1, COLOR_CYAN, COLOR_GREEN, COLOR_YELLOW, COLOR_RED};
  const short *palette = COLORS >= 256 ? rich : poor;
  for (short role = 1; role < ROLES; role++) init_pair(role, palette[role], (short)background);
}

static void set_modes(void) {
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  // Ctrl-S would freeze the picture, and Ctrl-V swallow a key.
  struct termios now;
  if (tcgetattr(STDIN_FILENO, &now) == 0) {
    now.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    now.c_lflag &= ~(tcflag_t)IEXTEN;
    tcsetattr(STDIN_FILENO, TCSANOW, &now);
    def_prog_mode();
  }
}

int cnc_open(bool colour) {
  choose_locale();
  tcgetattr(STDIN_FILENO, &shell_modes);
  screen = newterm(NULL, stdout, stdin);
  if (screen == NULL) return CNC_UNKNOWN_TERMINAL;
  set_term(screen);
  const char *address = tigetstr("cup");
  if (address == NULL || address == (char *)-1) {
    endwin();
    delscreen(screen);
    screen = NULL;
    return CNC_NOT_ADDRESSABLE;
  }
  const char *prefix = tigetstr("kmous");
  // A terminal that tells of its mouse also knows, or quietly ignores, the modes asked for here.
  reports = prefix != NULL && prefix != (char *)-1;
  in_curses = 1;
  catch_crashes();
  static bool registered;
  if (!registered) {
    registered = true;
    atexit(cnc_close);
  }
  set_escdelay(25);
  set_modes();
  define_key("\033[<", KEYCODE_MOUSE);
  define_key("\033[200~", KEYCODE_PASTE_BEGIN);
  define_key("\033[201~", KEYCODE_PASTE_END);
  choose_colours(colour);
  modes(true);
  return CNC_OPENED;
}

void cnc_close(void) {
  if (screen == NULL) return;
  cnc_suspend();
  delscreen(screen);
  screen = NULL;
  release_crashes();
}

void cnc_suspend(void) {
  if (!in_curses) return;
  modes(false);
  curs_set(1);
  endwin();
  // curses restores what it found, which after a resume need not be what the shell had.
  tcsetattr(STDIN_FILENO, TCSANOW, &shell_modes);
  in_curses = 0;
}

void cnc_resume(void) {
  if (screen == NULL) return;
  in_curses = 1;
  reset_prog_mode();
  modes(true);
  clearok(curscr, TRUE);
}

bool cnc_window_size(int *height, int *width) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return false;
  if (size.ws_row == 0 || size.ws_col == 0) return false;
  *height = size.ws_row;
  *width = size.ws_col;
  return true;
}

void cnc_resize(int height, int width) {
  resizeterm(height, width);
  clearok(curscr, TRUE);
}

void cnc_erase(void) { erase(); }

void cnc_forget(void) { clearok(curscr, TRUE); }

void cnc_put(int row, int column, const uint32_t *scalars, int count, int role, unsigned attributes) {
  wchar_t text[CCHARW_MAX + 1];
  if (count > CCHARW_MAX) count = CCHARW_MAX;
  for (int i = 0; i < count; i++) text[i] = (wchar_t)scalars[i];
  text[count] = L'\0';
  attr_t look = A_NORMAL;
  if (attributes & CNC_BOLD) look |= A_BOLD;
  if (attributes & CNC_DIM) look |= A_DIM;
  if (attributes & CNC_REVERSE) look |= A_REVERSE;
  if (attributes & CNC_UNDERLINE) look |= A_UNDERLINE;
  cchar_t cell;
  if (setcchar(&cell, text, look, coloured && role < ROLES ? (short)role : 0, NULL) == OK)
    mvadd_wch(row, column, &cell);
}

void cnc_show(int cursor_row, int cursor_column) {
  if (cursor_row < 0) {
    curs_set(0);
  } else {
    curs_set(1);
    move(cursor_row, cursor_column);
  }
  refresh();
}

int cnc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int cnc_probe_colours(void) {
  int status;
  TERMINAL *before = cur_term;
  if (setupterm(NULL, STDOUT_FILENO, &status) != OK) return -1;
  const char *address = tigetstr("cup");
  int colours = tigetnum("colors");
  TERMINAL *probed = set_curterm(before);
  if (probed != before) del_curterm(probed);
  if (address == NULL || address == (char *)-1) return -1;
  return colours < 0 ? 0 : colours;
}

// MARK: Input

int cnc_read(uint32_t *value) {
  wint_t unit;
  *value = 0;
  // stdscr would be refreshed by reading; the picture is complete already, so that costs nothing.
  int kind = wget_wch(stdscr, &unit);
  if (kind == OK) {
    *value = (uint32_t)unit;
    return CNC_CHARACTER;
  }
  if (kind != KEY_CODE_YES) return CNC_NOTHING;
  if (unit > KEY_F0 && unit <= KEY_F(63)) {
    *value = (uint32_t)(unit - KEY_F0);
    return CNC_KEY_FUNCTION;
  }
  switch (unit) {
    case KEYCODE_MOUSE: return CNC_MOUSE_BEGIN;
    case KEYCODE_PASTE_BEGIN: return CNC_PASTE_BEGIN;
    case KEYCODE_PASTE_END: return CNC_PASTE_END;
    case KEY_UP: return CNC_KEY_UP;
    case KEY_DOWN: return CNC_KEY_DOWN;
    case KEY_LEFT: return CNC_KEY_LEFT;
    case KEY_RIGHT: return CNC_KEY_RIGHT;
    case KEY_HOME: case KEY_A1: return CNC_KEY_HOME;
    case KEY_END: case KEY_C1: return CNC_KEY_END;
    case KEY_PPAGE: case KEY_A3: return CNC_KEY_PAGE_UP;
    case KEY_NPAGE: case KEY_C3: return CNC_KEY_PAGE_DOWN;
    case KEY_ENTER: return CNC_KEY_ENTER;
    case KEY_BACKSPACE: return CNC_KEY_BACKSPACE;
    case KEY_DC: return CNC_KEY_DELETE;
    case KEY_BTAB: return CNC_KEY_BACK_TAB;
    default: return CNC_UNKNOWN_KEY;
  }
}

// MARK: Signals and waking

static void fill(sigset_t *set) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
  sigemptyset(set);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaddset(set, numbers[i]);
}

bool cnc_block_signals(void) {
  sigset_t set, before;
  fill(&set);
  pthread_sigmask(SIG_BLOCK, &set, &before);
  return !sigismember(&before, SIGTERM);
}

void cnc_unblock_signals(void) {
  sigset_t set;
  fill(&set);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int cnc_signal_descriptor(void) {
  sigset_t set;
  fill(&set);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int cnc_wake_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int cnc_next_signal(int descriptor) {
  struct signalfd_siginfo info;
  ssize_t n;
  do n = read(descriptor, &info, sizeof info); while (n < 0 && errno == EINTR);
  return n == sizeof info ? (int)info.ssi_signo : 0;
}

void cnc_stop_now(void) {
  struct sigaction action = {0}, before;
  action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &action, &before);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  raise(SIGTSTP);
  // TSTP and not STOP: in a process group without a job-control shell the kernel ignores it, where STOP would freeze
  // the sitting with nobody to wake it.
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  sigaction(SIGTSTP, &before, NULL);
}
