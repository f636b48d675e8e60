// Whose invocation is it? Ours goes on to main(); any other becomes the next cat on PATH by exec, with the same
// arguments, environment, signals and descriptors, so that nobody can tell the difference but by a clock.
//
// How it never ends in a circle, however many copies of us and links to them are on PATH: the places where a cat may
// be (PATH's entries, then /bin and /usr/bin) are one list that every copy sees alike, since exec changes neither
// PATH nor the working folder. A file's place is the first one that holds it, told by device and inode. We hand over
// only to files whose place is behind our own; so places only grow, and the list ends. Nothing has to be exported to
// remember where we have been.
#include "CPassThrough.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

// MARK: What is ours

// A test holds this table against the subcommands that `cat --help` lists.
static const char *const commands[] = {
    "take", "review", "report", "calibrate", "score", "simulate", "bank", "audit", "learner", "init", "demo", "help", NULL};

// With `---completion` the generated completion scripts ask the program what could come next.
static const char *const options[] = {"--help", "--version", "--generate-completion-script", "---completion", NULL};

const char *const *pass_through_commands(void) { return commands; }

static bool contains(const char *const *words, const char *word) {
  while (*words && strcmp(*words, word) != 0) words++;
  return *words != NULL;
}

static bool is_ours(const char *first) {
  static const char script[] = "--generate-completion-script=";
  if (!first) return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  return contains(commands, first) || contains(options, first) || strncmp(first, script, sizeof script - 1) == 0;
}

static bool is_called_cat(const char *path) {
  if (!path) return false;
  const char *slash = strrchr(path, '/');
  return strcmp(slash ? slash + 1 : path, "cat") == 0;
}

// MARK: Where the others are

struct walk {
  const char *folders;  // still to come, separated by colons; NULL at the end
  const char *last_resort;
  int place;
  char file[PATH_MAX];
  struct stat status;
};

static struct walk beginning(void) {
  static const char last_resort[] = "/bin:/usr/bin";
  const char *path = getenv("PATH");
  return (struct walk){
      .folders = path ? path : last_resort, .last_resort = path ? last_resort : NULL, .place = -1};
}

/// Steps to the next place that holds a file, runnable or not; false at the end of the list.
static bool advance(struct walk *walk) {
  while (walk->folders) {
    const char *folder = walk->folders;
    int length = (int)strcspn(folder, ":");
    if (folder[length]) {
      walk->folders = folder + length + 1;
    } else {
      walk->folders = walk->last_resort;
      walk->last_resort = NULL;
    }
    walk->place++;

    // An empty entry is the working folder. The name always has a slash in it, or execvp would search again.
    if (length == 0) folder = ".", length = 1;
    int needed = snprintf(walk->file, sizeof walk->file, "%.*s/cat", length, folder);
    if (needed < (int)sizeof walk->file && stat(walk->file, &walk->status) == 0 && S_ISREG(walk->status.st_mode))
      return true;
  }
  return false;
}

/// The first place that holds this very file, or -1. Looked up afresh each time rather than remembered: PATH is
/// short, a stat takes a microsecond, and this runs once or twice.
static int place_of(const struct stat *file) {
  struct walk walk = beginning();
  while (advance(&walk))
    if (walk.status.st_dev == file->st_dev && walk.status.st_ino == file->st_ino) return walk.place;
  return -1;
}

/// The file that this process runs; where /proc is missing, the one that exec was given.
static bool identify_self(struct stat *self) {
  const char *started = (const char *)getauxval(AT_EXECFN);
  return stat("/proc/self/exe", self) == 0 || (started && stat(started, self) == 0);
}

// MARK: Handing over

static _Noreturn void hand_over(char **argv) {
  // Statuses as in a shell: 127 if there is nothing to run, 126 if what there is cannot be run.
  struct stat self;
  if (!identify_self(&self)) {
    fputs("cat: this program cannot find its own file, so it looks for no other cat; mount /proc.\n", stderr);
    _exit(126);
  }

  int own = place_of(&self), error = 0;
  struct walk walk = beginning(), failed;
  while (advance(&walk)) {
    if (walk.place <= own || place_of(&walk.status) != walk.place) continue;
    execvp(walk.file, argv);  // with a slash in the name: execv that also runs scripts without a #! line
    if (!error) error = errno, failed = walk;
  }

  if (!error) {
    fputs("cat: there is no other cat on PATH, in /bin or in /usr/bin to read files with; install coreutils.\n", stderr);
    _exit(127);
  }
  fprintf(stderr, "cat: %s: %s; it was to read your files: make it runnable or take it off PATH.\n", failed.file,
          strerror(error));
  _exit(126);
}

// glibc passes main()'s arguments. 101 is the first priority open to programs: libc is ready, nothing else has begun.
//
// Only a program that is called cat stands in another cat's place: the bundle that SwiftPM links for the tests holds
// this constructor too, and somebody may keep us under another name. The file's name counts as well as the first
// word, because either may be anything (`exec -a`, `#!` lines).
__attribute__((constructor(101))) static void pass_through(int argc, char **argv, char **envp) {
  (void)envp;
  bool called_cat = is_called_cat((const char *)getauxval(AT_EXECFN)) || (argc > 0 && is_called_cat(argv[0]));
  if (called_cat && !is_ours(argc > 1 ? argv[1] : NULL)) hand_over(argv);
}
