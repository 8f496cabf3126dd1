/* core/migration.c - files: reading, checking, hashing; versions: comparing. */
#include "core/migration.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- versions ------------------------------------------------------------------------------------------------- */

static bool
is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

int
sk_version_compare(const char *a, const char *b)
{
    if (!is_number(a) || !is_number(b))
        return strcmp(a, b);
    a += strspn(a, "0");
    b += strspn(b, "0");
    size_t len_a = strlen(a), len_b = strlen(b);
    if (len_a != len_b)
        return len_a < len_b ? -1 : 1;
    return strcmp(a, b);
}

/* ---- contents ------------------------------------------------------------------------------------------------- */

/* The length of the UTF-8 character at `s`, 0 if it is none (RFC 3629: no surrogates, no overlong forms). */
static size_t
utf8_length(const unsigned char *s, size_t left)
{
    static const struct {
        unsigned char mask, lead;
        size_t len;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};
    for (size_t i = 0; i < 4; i++) {
        if ((s[0] & forms[i].mask) != forms[i].lead)
            continue;
        uint32_t c = s[0] & (unsigned char)~forms[i].mask;
        if (forms[i].len > left)
            return 0;
        for (size_t k = 1; k < forms[i].len; k++) {
            if ((s[k] & 0xc0) != 0x80)
                return 0;
            c = c << 6 | (s[k] & 0x3f);
        }
        return c >= forms[i].least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? forms[i].len : 0;
    }
    return 0;
}

enum sk_status
sk_file_check(const struct sk_file *file, struct sk_error *err)
{
    for (size_t i = 0; i < file->len;) {
        unsigned char c = (unsigned char)file->text[i];
        size_t len = c && c < 0x80 ? 1 : utf8_length((const unsigned char *)file->text + i, file->len - i);
        if (c && len) {
            i += len;
            continue;
        }
        sk_fail(err, SK_EREFUSED, c ? "invalid UTF-8 (byte 0x%02x)" : "a NUL byte in the file", c);
        sk_at(err, file->path, i);
        sk_hint(err, c ? "Save the file as UTF-8." : "SQL text has no NUL bytes: is this the right file?");
        return SK_EREFUSED;
    }
    return SK_OK;
}

/* The hash is of the text with LF for CRLF, so that a checkout on another system is no edited migration. */
void
sk_file_hash(struct sk_file *file)
{
    SHA2_CTX sha;
    SHA256Init(&sha);
    const char *from = file->text, *end = file->text + file->len;
    while (from < end) {
        const char *cr = memchr(from, '\r', (size_t)(end - from));
        const char *to = cr ? cr : end;
        SHA256Update(&sha, (const uint8_t *)from, (size_t)(to - from));
        from = to;
        if (cr) {
            if (!(cr + 1 < end && cr[1] == '\n'))
                SHA256Update(&sha, (const uint8_t *)"\r", 1);
            from++;
        }
    }
    SHA256End(&sha, file->checksum);
}

static enum sk_status
read_all(struct sk_file *file, int fd, struct sk_error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return sk_fail(err, SK_EIO, "\"%s\" is not a regular file", file->path);
    size_t size = (size_t)st.st_size, got = 0;
    char *text = sk_alloc(file, size + 1, "text");
    while (got < size) {
        ssize_t n = read(fd, text + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return sk_fail(err, SK_EIO, "cannot read \"%s\": %m", file->path);
        if (n == 0)
            return sk_fail(err, SK_EIO, "\"%s\" became shorter while it was read", file->path);
        got += (size_t)n;
    }
    bool bom = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    file->text = text + (bom ? 3 : 0);
    file->len = size - (bom ? 3 : 0);
    return SK_OK;
}

enum sk_status
sk_file_read(struct sk_file **out, TALLOC_CTX *owner, const char *path, struct sk_error *err)
{
    struct sk_file *file = sk_new(NULL, struct sk_file);
    file->path = sk_strdup(file, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum sk_status status =
        fd < 0 ? sk_fail(err, SK_EIO, "cannot open \"%s\": %m", path) : read_all(file, fd, err);
    if (fd >= 0)
        close(fd);
    if (!status)
        status = sk_file_check(file, err);
    if (status) {
        talloc_free(file);
        return status;
    }
    sk_file_hash(file);
    *out = talloc_steal(owner, file);
    return SK_OK;
}

enum sk_status
sk_migration_read(const struct sk_file **out, struct sk_migration *migration, bool down, struct sk_error *err)
{
    struct sk_file **slot = down ? &migration->down : &migration->up;
    const char *path = down ? migration->down_path : migration->up_path;
    if (!path) {
        const struct sk_header *header;
        enum sk_status status = sk_migration_header(&header, migration, err);
        if (!status)
            *out = header->rollback;
        return status;
    }
    enum sk_status status = *slot ? SK_OK : sk_file_read(slot, migration, path, err);
    if (!status)
        *out = *slot;
    return status;
}

enum sk_status
sk_migration_header(const struct sk_header **out, struct sk_migration *migration, struct sk_error *err)
{
    const struct sk_file *file;
    enum sk_status status = sk_migration_read(&file, migration, false, err);
    if (status)
        return status;
    if (!migration->header)
        migration->header = sk_header_read(migration, file);
    *out = migration->header;
    return SK_OK;
}

const char *
sk_migration_date(struct sk_migration *migration)
{
    const struct sk_header *header;
    return sk_migration_header(&header, migration, NULL) ? NULL : header->date;
}

const char *
sk_migration_description(struct sk_migration *migration)
{
    const struct sk_header *header;
    if (migration->description || sk_migration_header(&header, migration, NULL))
        return migration->description;
    bool title = header->title && strspn(header->title, "0123456789") != strlen(header->title);
    return header->description ? header->description : title ? header->title : NULL;
}

/* A unit by what it begins with, the longer ones first. */
static int64_t
unit_ms(const char *text, size_t *len)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"milliseconds", 1}, {"millisecond", 1}, {"ms", 1}, {"seconds", 1000}, {"second", 1000}, {"sec", 1000},
                 {"s", 1000}, {"minutes", 60000}, {"minute", 60000}, {"min", 60000}, {"m", 60000}, {"hours", 3600000},
                 {"hour", 3600000}, {"h", 3600000}};
    *len = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == *len && strncmp(units[i].name, text, *len) == 0)
            return units[i].ms;
    return -1;
}

int64_t
sk_duration_read(const char *text)
{
    int64_t total = -1;
    while (*text) {
        size_t len;
        char *end;
        text += strspn(text, " ~");
        if (!isdigit((unsigned char)*text))
            return -1;
        double number = strtod(text, &end);
        end += strspn(end, " ");
        int64_t unit = unit_ms(end, &len);
        if (unit < 0 || number > 1e9)
            return -1;
        total = (total < 0 ? 0 : total) + (int64_t)(number * (double)unit);
        text = end + len + strspn(end + len, " ");
    }
    return total;
}

int64_t
sk_migration_estimated_ms(const struct sk_migration *migration)
{
    return migration->estimated_duration ? sk_duration_read(migration->estimated_duration) : -1;
}

/* Comments alone, as `new` leaves them. */
static bool
is_blank(const struct sk_file *file)
{
    const char *c = file->text, *end = file->text + file->len;
    while (c < end) {
        bool line = strncmp(c, "--", 2) == 0, block = strncmp(c, "/*", 2) == 0;
        const char *stop = line ? strchr(c, '\n') : block ? strstr(c + 2, "*/") : NULL;
        if (!line && !block && !isspace((unsigned char)*c))
            return false;
        c = line ? (stop ? stop : end) : block ? (stop ? stop + 2 : end) : c + 1;
    }
    return true;
}

bool
sk_migration_has_down(struct sk_migration *migration)
{
    const struct sk_header *header;
    const struct sk_file *file;
    if (migration->down_path)
        return sk_migration_read(&file, migration, true, NULL) || !is_blank(file);
    return !sk_migration_header(&header, migration, NULL) && header->rollback;
}
