/* core/version.c - what version this is. */
#include "config.h"

#include "core/skein.h"

const char *
skein_version(void)
{
    return PACKAGE_VERSION;
}
