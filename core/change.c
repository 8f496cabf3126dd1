/* core/change.c - applying changes to a catalog. */
#include "core/change.h"
