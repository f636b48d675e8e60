#include "CLinearProgramming.h"

#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// What is used of GLPK's interface, which has been the same since version 4.65: the prototypes' types and the layout of
// the solver's parameters.
typedef struct glp_prob glp_prob;

typedef struct {
  int messages, branching, backtracking;
  double integralityTolerance, objectiveTolerance;
  int timeLimit, outputFrequency, outputDelay;
  void (*callback)(void *tree, void *info);
  void *callbackInfo;
  int callbackSize, preprocessing;
  double gap;
  int roundingCuts, gomoryCuts, coverCuts, cliqueCuts;
  int presolve, binarize, feasibilityPump, proximitySearch, proximityLimit, simpleRounding;
  // What comes after is left as the library sets it.
  char rest[512];
} parameters;

_Static_assert(offsetof(parameters, gap) == 72 || sizeof(void *) != 8, "the layout of GLPK's glp_iocp");
_Static_assert(offsetof(parameters, simpleRounding) == 116 || sizeof(void *) != 8, "the layout of GLPK's glp_iocp");

enum { maximize = 2, binaryKind = 3, on = 1, optimal = 5, infeasible = 4, noFeasible = 0x0A };
enum { freeBounds = 1, lowerBound = 2, upperBound = 3, doubleBounds = 4, fixedBounds = 5 };

static struct {
  glp_prob *(*create)(void);
  void (*setDirection)(glp_prob *, int);
  int (*addRows)(glp_prob *, int), (*addColumns)(glp_prob *, int);
  void (*setRowBounds)(glp_prob *, int, int, double, double);
  void (*setColumnKind)(glp_prob *, int, int);
  void (*setObjective)(glp_prob *, int, double);
  void (*load)(glp_prob *, int, const int *, const int *, const double *);
  void (*initialize)(parameters *);
  int (*solve)(glp_prob *, const parameters *);
  int (*status)(glp_prob *);
  double (*value)(glp_prob *, int);
  void (*setOutputHook)(int (*)(void *, const char *), void *);
  void (*setErrorHook)(void (*)(void *), void *);
  int (*freeEnvironment)(void);
  const char *(*version)(void);
  const char *(*configuration)(const char *);
} glpk;

static int isAvailable, hasThreads;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void look(void) {
  void *library = dlopen("libglpk.so.40", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  const struct {
    void *place;
    const char *name;
  } wanted[] = {
      {&glpk.create, "glp_create_prob"},
      {&glpk.setDirection, "glp_set_obj_dir"},
      {&glpk.addRows, "glp_add_rows"},
      {&glpk.addColumns, "glp_add_cols"},
      {&glpk.setRowBounds, "glp_set_row_bnds"},
      {&glpk.setColumnKind, "glp_set_col_kind"},
      {&glpk.setObjective, "glp_set_obj_coef"},
      {&glpk.load, "glp_load_matrix"},
      {&glpk.initialize, "glp_init_iocp"},
      {&glpk.solve, "glp_intopt"},
      {&glpk.status, "glp_mip_status"},
      {&glpk.value, "glp_mip_col_val"},
      {&glpk.setOutputHook, "glp_term_hook"},
      {&glpk.setErrorHook, "glp_error_hook"},
      {&glpk.freeEnvironment, "glp_free_env"},
      {&glpk.version, "glp_version"},
      {&glpk.configuration, "glp_config"},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (!symbol) {
      dlclose(library);
      return;
    }
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  hasThreads = glpk.configuration("TLS") != NULL;
  isAvailable = 1;
}

int clp_is_available(void) {
  pthread_once(&once, look);
  return isAvailable;
}

const char *clp_version(void) { return clp_is_available() ? glpk.version() : ""; }

static int bounds(double lower, double upper) {
  if (lower == upper) return fixedBounds;
  if (isinf(lower)) return isinf(upper) ? freeBounds : upperBound;
  return isinf(upper) ? lowerBound : doubleBounds;
}

typedef struct {
  int columns, rows, entries;
  const double *objective, *lower, *upper;
  // From 1, as GLPK counts.
  int *entryRow, *entryColumn;
  double *entryValue;
} problem;

static clp_outcome run(const problem *p, int cuts, int8_t *x) {
  glp_prob *glp = glpk.create();
  glpk.setDirection(glp, maximize);
  if (p->rows > 0) glpk.addRows(glp, p->rows);
  for (int i = 0; i < p->rows; i++)
    glpk.setRowBounds(glp, i + 1, bounds(p->lower[i], p->upper[i]), p->lower[i], p->upper[i]);
  glpk.addColumns(glp, p->columns);
  for (int j = 0; j < p->columns; j++) {
    glpk.setColumnKind(glp, j + 1, binaryKind);
    glpk.setObjective(glp, j + 1, p->objective[j]);
  }
  glpk.load(glp, p->entries, p->entryRow, p->entryColumn, p->entryValue);

  parameters parameters;
  glpk.initialize(&parameters);
  parameters.presolve = on;
  parameters.coverCuts = cuts;
  int code = glpk.solve(glp, &parameters);
  if (code == noFeasible) return clp_infeasible;
  if (code != 0) return clp_failed;
  int status = glpk.status(glp);
  if (status == infeasible) return clp_infeasible;
  if (status != optimal) return clp_failed;
  for (int j = 0; j < p->columns; j++) x[j] = glpk.value(glp, j + 1) > 0.5;
  return clp_optimal;
}

// What is written on mistakes, too, which switching the library's output off does not stop.
static int keepQuiet(void *info, const char *text) {
  (void)info, (void)text;
  return 1;
}

// The library ends the process over what it takes for a mistake, unless its hook does not return.
static void leave(void *place) { longjmp(*(jmp_buf *)place, 1); }

// The library has a mistake in its cuts: it stops over a programme that is settled before the search begins.
static clp_outcome attempt(const problem *p, int cuts, int8_t *x) {
  // Changed between setjmp and longjmp.
  volatile clp_outcome outcome = clp_failed;
  jmp_buf place;
  if (setjmp(place) == 0) {
    glpk.setOutputHook(keepQuiet, NULL);
    glpk.setErrorHook(leave, &place);
    outcome = run(p, cuts, x);
  }
  // With all that it holds, the hooks and the problem too: nothing is left behind in a thread that ends.
  glpk.freeEnvironment();
  return outcome;
}

clp_outcome clp_solve(
    int32_t columns, const double *objective, int32_t rows, const double *lower, const double *upper, int32_t entries,
    const int32_t *entryRow, const int32_t *entryColumn, const double *entryValue, int8_t *x) {
  if (!clp_is_available() || columns < 1) return clp_failed;
  size_t count = (size_t)entries + 1;
  problem p = {columns, rows, entries, objective, lower, upper, NULL, NULL, NULL};
  p.entryRow = malloc(count * sizeof *p.entryRow);
  p.entryColumn = malloc(count * sizeof *p.entryColumn);
  p.entryValue = malloc(count * sizeof *p.entryValue);
  clp_outcome outcome = clp_failed;
  if (p.entryRow && p.entryColumn && p.entryValue) {
    for (int k = 0; k < entries; k++) {
      p.entryRow[k + 1] = entryRow[k] + 1;
      p.entryColumn[k + 1] = entryColumn[k] + 1;
      p.entryValue[k + 1] = entryValue[k];
    }
    if (!hasThreads) pthread_mutex_lock(&turn);
    outcome = attempt(&p, 1, x);
    if (outcome == clp_failed) outcome = attempt(&p, 0, x);
    if (!hasThreads) pthread_mutex_unlock(&turn);
  }
  free(p.entryRow);
  free(p.entryColumn);
  free(p.entryValue);
  return outcome;
}
