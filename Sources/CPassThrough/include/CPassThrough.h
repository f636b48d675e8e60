// The good neighbour: this program is called cat, as coreutils' cat is, and hands over what is not meant for it.
//
// There is nothing to call. Linking the target puts a constructor into the program that runs before Swift is
// initialised, and replaces the process by the next cat on PATH unless the first argument is one of our own.
#ifndef CPASSTHROUGH_H
#define CPASSTHROUGH_H

/// The commands that make an invocation ours when one of them is the first argument, ended by a null pointer.
/// They are the program's subcommands, `help` among them.
const char *_Nullable const *_Nonnull pass_through_commands(void);

#endif
