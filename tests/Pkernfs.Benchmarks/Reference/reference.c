/* What an engineer would write first: walks over a flat image of memory, with the checks that the unit makes. */
#include <stdint.h>

#define READ_WRITE 3ull
#define PAGE_SIZE_BIT (1ull << 7)
#define SNOOP (1ull << 11)
#define TRANSIENT (1ull << 62)
#define ADDRESS 0x0000007ffffff000ull /* host address width 39 */
#define MISSING 0x000fff8000000000ull

static uint64_t reserved(uint64_t entry, int level)
{
    int leaf = level == 1 || (level <= 3 && (entry & PAGE_SIZE_BIT));
    uint64_t bits = MISSING | SNOOP | TRANSIENT;
    if (level > 3) bits |= PAGE_SIZE_BIT;
    if (leaf) bits |= (1ull << (12 + 9 * (level - 1))) - 4096;
    return entry & bits;
}

static uint64_t mix(uint64_t sum, uint64_t input, uint64_t output, uint64_t rights)
{
    return sum + 3 * input + 5 * output + rights;
}

static uint64_t below(const uint64_t *image, uint64_t origin, uint64_t table, int level, uint64_t input, uint64_t rights, uint64_t sum)
{
    const uint64_t *entries = image + (table - origin) / 8;
    for (int i = 0; i < 512; i++) {
        uint64_t entry = entries[i], allowed = rights & entry & READ_WRITE;
        if (!allowed || reserved(entry, level)) continue;
        uint64_t at = input + ((uint64_t)i << (12 + 9 * (level - 1)));
        if (level == 1 || (level <= 3 && (entry & PAGE_SIZE_BIT))) sum = mix(sum, at, entry & ADDRESS, allowed);
        else sum = below(image, origin, entry & ADDRESS, level - 1, at, allowed, sum);
    }
    return sum;
}

uint64_t leaves(const uint64_t *image, uint64_t origin, uint64_t table, int levels)
{
    return below(image, origin, table, levels, 0, READ_WRITE, 0);
}

/* Bus 0, device 0: a root entry, its context entry, then the second stage. */
uint64_t walks(const uint64_t *image, uint64_t origin, uint64_t root, const uint64_t *iovas, int64_t count)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; i++) {
        uint64_t entry = image[(root - origin) / 8];
        if (!(entry & 1)) continue;
        const uint64_t *context = image + ((entry & ADDRESS) - origin) / 8;
        uint64_t low = context[0], high = context[1];
        if (!(low & 1) || (low & 0xc) || (high & 7) != 2) continue;
        uint64_t table = low & ADDRESS, allowed = READ_WRITE;
        for (int level = 4; level >= 1; level--) {
            entry = image[(table - origin) / 8 + ((iovas[i] >> (12 + 9 * (level - 1))) & 511)];
            allowed &= entry;
            if (!(allowed & 1) || reserved(entry, level)) break;
            table = entry & ADDRESS;
            if (level == 1 || (level <= 3 && (entry & PAGE_SIZE_BIT))) {
                sum += table | (iovas[i] & ((1ull << (12 + 9 * (level - 1))) - 1));
                break;
            }
        }
    }
    return sum;
}

uint64_t read_words(const uint64_t *words, int64_t count)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; i++) sum += words[i];
    return sum;
}

uint64_t gather(const uint64_t *words, const uint64_t *indices, int64_t count)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; i++) sum += words[indices[i]];
    return sum;
}

/* Tables come from a stack of free pages, zeroed when they are taken, and go back to it when nothing is left in them. */
struct pages {
    uint64_t *free;
    int64_t count;
};

static int fill(uint64_t *image, uint64_t origin, uint64_t table, int level, uint64_t *iova, uint64_t *output, uint64_t *left, int leaf_level, struct pages *pages)
{
    uint64_t *entries = image + (table - origin) / 8;
    uint64_t size = 1ull << (12 + 9 * (level - 1));
    for (int i = (*iova >> (12 + 9 * (level - 1))) & 511; i < 512 && *left; i++) {
        if (level <= leaf_level && *left >= size && !((*iova | *output) & (size - 1))) {
            if (entries[i] & READ_WRITE) return 0;
            entries[i] = *output | READ_WRITE | (level > 1 ? PAGE_SIZE_BIT : 0);
            *iova += size;
            *output += size;
            *left -= size;
            continue;
        }
        uint64_t child;
        if (entries[i] & READ_WRITE) {
            if (reserved(entries[i], level) || (level <= 3 && (entries[i] & PAGE_SIZE_BIT))) return 0;
            child = entries[i] & ADDRESS;
        } else {
            if (!pages->count) return 0;
            child = pages->free[--pages->count];
            __builtin_memset(image + (child - origin) / 8, 0, 4096);
            entries[i] = child | READ_WRITE;
        }
        if (!fill(image, origin, child, level - 1, iova, output, left, leaf_level, pages)) return 0;
    }
    return 1;
}

uint64_t map_range(uint64_t *image, uint64_t origin, uint64_t root, uint64_t iova, uint64_t output, uint64_t length, int leaf_level, struct pages *pages)
{
    return fill(image, origin, root, 4, &iova, &output, &length, leaf_level, pages);
}

static uint64_t clear(uint64_t *image, uint64_t origin, uint64_t table, int level, uint64_t *iova, uint64_t *left, struct pages *pages)
{
    uint64_t *entries = image + (table - origin) / 8, cleared = 0;
    uint64_t size = 1ull << (12 + 9 * (level - 1));
    for (int i = (*iova >> (12 + 9 * (level - 1))) & 511; i < 512 && *left; i++) {
        uint64_t entry = entries[i], rest = size - (*iova & (size - 1));
        if (!(entry & READ_WRITE)) {
            if (rest > *left) rest = *left;
            *iova += rest;
            *left -= rest;
        } else if (level == 1 || (level <= 3 && (entry & PAGE_SIZE_BIT))) {
            entries[i] = 0;
            *iova += size;
            *left -= size;
            cleared += size;
        } else {
            uint64_t child = entry & ADDRESS;
            cleared += clear(image, origin, child, level - 1, iova, left, pages);
            const uint64_t *below = image + (child - origin) / 8;
            int used = 0;
            for (int j = 0; j < 512 && !used; j++) used = (below[j] & READ_WRITE) != 0;
            if (used) continue;
            entries[i] = 0;
            pages->free[pages->count++] = child;
        }
    }
    return cleared;
}

uint64_t unmap_range(uint64_t *image, uint64_t origin, uint64_t root, uint64_t iova, uint64_t length, struct pages *pages)
{
    return clear(image, origin, root, 4, &iova, &length, pages);
}
