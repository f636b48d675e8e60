// Programmes in 0-1 variables, solved by GLPK where the machine has it: it is found while the program runs, since a
// package that links it would not build without it.
#ifndef CLINEARPROGRAMMING_H
#define CLINEARPROGRAMMING_H

#include <stdint.h>

/// Looks for GLPK on this machine, once. 1 if it is there.
int clp_is_available(void);
/// The library's version, or an empty string.
const char *clp_version(void);

typedef enum { clp_optimal, clp_infeasible, clp_failed } clp_outcome;

/// The x in {0, 1} with the largest `objective` x subject to lower <= A x <= upper; the library must be there. `x` holds
/// it where the outcome is optimal. The same programme always has the same solution. Threads may solve at the same
/// time: they wait for each other where the library was built without an environment for each thread.
/// The bounds, by row, are infinite where there is none; A's entries that are not 0 are given each with its row and
/// column from 0, no place twice.
clp_outcome clp_solve(
    int32_t columns, const double *objective, int32_t rows, const double *lower, const double *upper, int32_t entries,
    const int32_t *entryRow, const int32_t *entryColumn, const double *entryValue, int8_t *x);

#endif
