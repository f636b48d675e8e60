// The system's zlib, for reading .gz files (Debian: zlib1g-dev).
#include <zlib.h>
