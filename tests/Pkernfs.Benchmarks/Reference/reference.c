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
