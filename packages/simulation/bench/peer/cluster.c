/*
 * The step of kernel/cluster.ts in C with SSE4.1: the same memory image, the same algorithm, the same bits. What a compiler for the machine itself
 * makes of the kernel is the bound that WebAssembly is measured against.
 *
 *   cluster IMAGE ACTIONS PARAMS N AUTORESET PATTERNS STEPS WARM
 *
 * IMAGE is a batch's memory after a reset, ACTIONS holds PATTERNS × N bytes that are taken in turns. WARM steps are not timed; then STEPS are, in processor
 * time. Writes one line of JSON: seconds, and the hash of what the last step shows (src/cluster/batch/trajectory-hash.ts).
 */
#include <smmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "layout.h" /* written by the bench from src/cluster/kernel/layout.ts */

#define GOLDEN 0x9e3779b9u
#define AGENT_PLACE 0x40000000u
#define BURST_PLACE 0x40000001u
#define RESTART_PLACE 0x40000003u
#define FOUR_PLACES (4u * GOLDEN)
#define BLOCK_STRIDE (8u * GOLDEN)
#define NOISE_SHIFT 5
#define BLOCKS_PER_COUNT 4096
#define UNSIGNED 32768

static uint8_t *memory_image;

#define INLINE static inline __attribute__((always_inline))
#define INT(offset) (*(const int32_t *)(p + (offset)))
#define REAL(offset) (*(const double *)(p + (offset)))
#define HEAD(type, offset) (*(type *)(state + (offset)))
#define BATCH(type, offset) ((type *)(memory_image + (uint32_t)INT(offset)))
#define SIGNS _mm_set1_epi16((int16_t)UNSIGNED)

INLINE __m128i load128(const void *at) { return _mm_loadu_si128((const __m128i *)at); }
INLINE void store128(void *at, __m128i value) { _mm_storeu_si128((__m128i *)at, value); }
INLINE __m128i all16(int value) { return _mm_set1_epi16((int16_t)value); }
INLINE __m128i all32(uint32_t value) { return _mm_set1_epi32((int32_t)value); }

INLINE int16_t *channel(const uint8_t *p, uint8_t *state, int which) {
  return (int16_t *)(state + HEAD_BYTES) + which * INT(PADDED);
}

INLINE uint32_t word_at(uint32_t low, uint32_t high, uint32_t index) {
  uint32_t x = low + index * GOLDEN;
  x = (x ^ (x >> 16) ^ high) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

INLINE __m128i four_places(uint32_t low) {
  return _mm_add_epi32(all32(low), _mm_set_epi32((int)(3u * GOLDEN), (int)(2u * GOLDEN), (int)GOLDEN, 0));
}

INLINE __m128i four_words(__m128i places, __m128i high) {
  __m128i x = _mm_xor_si128(_mm_xor_si128(places, _mm_srli_epi32(places, 16)), high);
  x = _mm_mullo_epi32(x, all32(0x7feb352du));
  x = _mm_xor_si128(x, _mm_srli_epi32(x, 15));
  x = _mm_mullo_epi32(x, all32(0x846ca68bu));
  return _mm_xor_si128(x, _mm_srli_epi32(x, 16));
}

INLINE int sum_of_four(__m128i v) {
  __m128i half = _mm_add_epi32(v, _mm_shuffle_epi32(v, _MM_SHUFFLE(1, 0, 3, 2)));
  return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(2, 3, 0, 1))));
}

INLINE int sum_of_eight(__m128i v) { return sum_of_four(_mm_madd_epi16(v, all16(1))); }

INLINE double average_load(const uint8_t *p, uint8_t *state) {
  return (double)(HEAD(int64_t, CPU_SUM) + HEAD(int64_t, MEMORY_SUM)) / REAL(LOAD_FULL);
}

/* Cells out of memory are rare: they are looked for only where the fullest of all is one. */
static void find_out_of_memory(const uint8_t *p, uint8_t *state) {
  const int16_t *mem = channel(p, state, MEMORY_CHANNEL), *priority = channel(p, state, PRIORITY_CHANNEL);
  int oom = 0, critical = 0;
  for (int cell = 0; cell < INT(CELLS); cell++) {
    int is_out = mem[cell] + UNSIGNED >= INT(OOM_AT);
    oom += is_out;
    critical += is_out & (priority[cell] + UNSIGNED > INT(CRITICAL_ABOVE));
  }
  HEAD(int32_t, OOM) = oom;
  HEAD(int32_t, CRITICAL) = critical;
}

INLINE void count_out_of_memory(const uint8_t *p, uint8_t *state, __m128i fullest) {
  HEAD(int32_t, OOM) = HEAD(int32_t, CRITICAL) = 0;
  __m128i fine = _mm_cmpgt_epi16(all16(INT(OOM_AT) - UNSIGNED), fullest);
  if (_mm_movemask_epi8(fine) != 0xffff) find_out_of_memory(p, state);
}

/* What `drift` counts on its way, for a state that was drawn. */
static void count_cells(const uint8_t *p, uint8_t *state) {
  int16_t *cpu = channel(p, state, CPU_CHANNEL), *mem = channel(p, state, MEMORY_CHANNEL);
  __m128i above = all16(INT(HOT_ABOVE) - UNSIGNED), fullest = SIGNS, ones = all16(1);
  int64_t cpu_sum = 0, memory_sum = 0, lift = (int64_t)UNSIGNED * INT(PADDED);
  int hot = 0;
  for (int block = 0; block < INT(PADDED); block += 8) {
    __m128i c = load128(cpu + block), m = load128(mem + block);
    fullest = _mm_max_epi16(fullest, m);
    cpu_sum += sum_of_four(_mm_madd_epi16(c, ones));
    memory_sum += sum_of_four(_mm_madd_epi16(m, ones));
    hot -= sum_of_eight(_mm_cmpgt_epi16(_mm_max_epi16(c, m), above));
  }
  HEAD(int64_t, CPU_SUM) = cpu_sum + lift;
  HEAD(int64_t, MEMORY_SUM) = memory_sum + lift;
  HEAD(int32_t, HOT) = hot;
  count_out_of_memory(p, state, fullest);
}

INLINE __m128i even32(__m128i a, __m128i b) {
  return _mm_castps_si128(_mm_shuffle_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), _MM_SHUFFLE(2, 0, 2, 0)));
}

INLINE __m128i odd32(__m128i a, __m128i b) {
  return _mm_castps_si128(_mm_shuffle_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), _MM_SHUFFLE(3, 1, 3, 1)));
}

INLINE __m128i low_share(__m128i words, __m128i below) {
  return _mm_srli_epi32(_mm_mullo_epi32(_mm_and_si128(words, all32(0xffff)), below), 16);
}

INLINE __m128i high_share(__m128i words, __m128i below) {
  return _mm_srli_epi32(_mm_mullo_epi32(_mm_srli_epi32(words, 16), below), 16);
}

INLINE __m128i priorities_of(const uint8_t *p, __m128i natures, __m128i natures_after) {
  __m128i total = all32((uint32_t)INT(PRIORITIES + 56));
  __m128i weights = _mm_packus_epi32(low_share(natures, total), low_share(natures_after, total));
  __m128i priorities = all16(INT(PRIORITIES + 60));
  for (int row = 48; row >= 0; row -= 8) {
    __m128i below = _mm_cmplt_epi16(weights, all16(INT(PRIORITIES + row)));
    priorities = _mm_blendv_epi8(priorities, all16(INT(PRIORITIES + row + 4)), below);
  }
  return priorities;
}

INLINE __m128i leaks_of(const uint8_t *p, __m128i natures, __m128i natures_after) {
  uint32_t places[8];
  int16_t leaks[8];
  store128(places, _mm_srli_epi32(natures, 26));
  store128(places + 4, _mm_srli_epi32(natures_after, 26));
  for (int lane = 0; lane < 8; lane++) leaks[lane] = (int16_t)INT(LEAKS + 4 * places[lane]);
  return load128(leaks);
}

static void draw_cells(const uint8_t *p, uint8_t *state, uint32_t low, uint32_t high) {
  int padded = INT(PADDED), left = INT(CELLS);
  __m128i highs = all32(high), next = all32(FOUR_PLACES), places = four_places(low);
  __m128i cpu_below = all32((uint32_t)INT(CPU_BELOW)), memory_below = all32((uint32_t)INT(MEMORY_BELOW));
  int16_t *cpu = channel(p, state, CPU_CHANNEL);
  for (int16_t *end = cpu + padded; cpu < end; cpu += 8, left -= 8) {
    __m128i first = four_words(places, highs);
    __m128i second = four_words(places = _mm_add_epi32(places, next), highs);
    __m128i third = four_words(places = _mm_add_epi32(places, next), highs);
    __m128i fourth = four_words(places = _mm_add_epi32(places, next), highs);
    places = _mm_add_epi32(places, next);
    __m128i loads = even32(first, second), loads_after = even32(third, fourth);
    __m128i natures = odd32(first, second), natures_after = odd32(third, fourth);
    __m128i there = _mm_cmplt_epi16(_mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0), all16(left < 8 ? left : 8));
    __m128i c = _mm_packus_epi32(low_share(loads, cpu_below), low_share(loads_after, cpu_below));
    __m128i m = _mm_packus_epi32(high_share(loads, memory_below), high_share(loads_after, memory_below));
    __m128i mem = _mm_xor_si128(_mm_and_si128(m, there), SIGNS);
    store128(cpu, _mm_xor_si128(_mm_and_si128(c, there), SIGNS));
    store128(cpu + padded, mem);
    store128(cpu + 2 * padded, _mm_xor_si128(_mm_and_si128(priorities_of(p, natures, natures_after), there), SIGNS));
    store128(cpu + 3 * padded, _mm_and_si128(leaks_of(p, natures, natures_after), there));
    store128(cpu + 4 * padded, mem);
  }
}

static void begin_episode(const uint8_t *p, uint8_t *state) {
  uint32_t episode = HEAD(uint32_t, EPISODE) + 1, root_low = HEAD(uint32_t, ROOT_LOW), root_high = HEAD(uint32_t, ROOT_HIGH);
  HEAD(uint32_t, EPISODE) = episode;
  HEAD(int32_t, STEP) = 0;
  HEAD(int32_t, BUDGET) = INT(BUDGET_FULL);
  HEAD(int32_t, ENDED) = 0;
  uint32_t run_low = word_at(root_low, root_high, 2 * episode), run_high = word_at(root_low, root_high, 2 * episode + 1);
  uint32_t low = word_at(run_low, run_high, 0), high = word_at(run_low, run_high, 1);
  uint32_t place = word_at(low, high, AGENT_PLACE);
  HEAD(int32_t, Y) = (int32_t)(((place & 0xffff) * (uint32_t)INT(HEIGHT)) >> 16);
  HEAD(int32_t, X) = (int32_t)(((place >> 16) * (uint32_t)INT(WIDTH)) >> 16);
  draw_cells(p, state, low, high);
  count_cells(p, state);
}

static double clean(const uint8_t *p, uint8_t *state) {
  int budget = HEAD(int32_t, BUDGET), cost = INT(CLEAN_COST);
  if (budget < cost) return -REAL(CLEAN_DENIED_FINE);
  HEAD(int32_t, BUDGET) = budget - cost;
  int cell = HEAD(int32_t, Y) * INT(WIDTH) + HEAD(int32_t, X);
  int16_t *cpu = channel(p, state, CPU_CHANNEL), *mem = channel(p, state, MEMORY_CHANNEL);
  int units = cpu[cell] + UNSIGNED, cut = units < INT(CPU_CUT) ? units : INT(CPU_CUT);
  int removed = cut + mem[cell] + UNSIGNED;
  cpu[cell] = (int16_t)(units - cut - UNSIGNED);
  mem[cell] = -UNSIGNED;
  channel(p, state, BASE_CHANNEL)[cell] = -UNSIGNED;
  if (removed < INT(WASTE_BELOW)) return -REAL(WASTE_FINE);
  double share = (double)removed / REAL(CLEAN_FULL);
  double priority = (double)(channel(p, state, PRIORITY_CHANNEL)[cell] + UNSIGNED) / 65535.0;
  return (share < 1 ? share : 1) * (1 + priority);
}

INLINE __m128i less_sat(__m128i channel_units, __m128i amount) {
  return _mm_xor_si128(_mm_subs_epu16(_mm_xor_si128(channel_units, SIGNS), amount), SIGNS);
}

static void cut_all(const uint8_t *p, uint8_t *state) {
  int16_t *cpu = channel(p, state, CPU_CHANNEL), *mem = channel(p, state, MEMORY_CHANNEL);
  __m128i above = all16(INT(HOT_ABOVE) - UNSIGNED), cut = all16(INT(SCALE_CUT));
  for (int at = 0; at < INT(PADDED); at += 8) {
    __m128i c = load128(cpu + at), m = load128(mem + at);
    __m128i hot = _mm_cmpgt_epi16(_mm_max_epi16(c, m), above);
    if (_mm_testz_si128(hot, hot)) continue;
    __m128i amount = _mm_and_si128(hot, cut);
    store128(cpu + at, less_sat(c, amount));
    store128(mem + at, less_sat(m, amount));
  }
}

/* Bit n is set where lane n is hot. */
INLINE unsigned hot_lanes(const int16_t *cpu, const int16_t *mem, __m128i above) {
  __m128i hot = _mm_cmpgt_epi16(_mm_max_epi16(load128(cpu), load128(mem)), above);
  return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(hot, _mm_setzero_si128()));
}

INLINE int64_t rank_of(int load, int cell) { return ((int64_t)load << 32) - cell; }

static int64_t next_worst(const uint8_t *p, uint8_t *state, int64_t last) {
  const int16_t *cpu = channel(p, state, CPU_CHANNEL), *mem = channel(p, state, MEMORY_CHANNEL);
  __m128i above = all16(INT(HOT_ABOVE) - UNSIGNED);
  int64_t worst = -1;
  for (int block = 0; block < INT(PADDED); block += 8)
    for (unsigned lanes = hot_lanes(cpu + block, mem + block, above); lanes; lanes &= lanes - 1) {
      int cell = block + __builtin_ctz(lanes);
      int64_t here = rank_of(cpu[cell] + mem[cell] + 2 * UNSIGNED, cell);
      if (here < last && here > worst) worst = here;
    }
  return worst;
}

static void cut_worst(const uint8_t *p, uint8_t *state, int scaled) {
  int16_t *cpu = channel(p, state, CPU_CHANNEL), *mem = channel(p, state, MEMORY_CHANNEL);
  __m128i above = all16(INT(HOT_ABOVE) - UNSIGNED);
  int cut = INT(SCALE_CUT);
  int64_t last = INT64_MAX;
  for (int n = 0; n < scaled; n++) last = next_worst(p, state, last);
  for (int block = 0; block < INT(PADDED); block += 8)
    for (unsigned lanes = hot_lanes(cpu + block, mem + block, above); lanes; lanes &= lanes - 1) {
      int cell = block + __builtin_ctz(lanes);
      int c = cpu[cell] + UNSIGNED, m = mem[cell] + UNSIGNED;
      if (rank_of(c + m, cell) < last) continue;
      cpu[cell] = (int16_t)((c > cut ? c - cut : 0) - UNSIGNED);
      mem[cell] = (int16_t)((m > cut ? m - cut : 0) - UNSIGNED);
    }
}

static double scale(const uint8_t *p, uint8_t *state) {
  int hot = HEAD(int32_t, HOT);
  if (hot == 0) return -REAL(SCALE_IDLE_FINE);
  int budget = HEAD(int32_t, BUDGET), cost = INT(SCALE_COST);
  int scaled = hot < budget / cost ? hot : budget / cost;
  if (scaled == 0) return -REAL(SCALE_DENIED_FINE);
  HEAD(int32_t, BUDGET) = budget - scaled * cost;
  if (scaled == hot) cut_all(p, state);
  else cut_worst(p, state, scaled);
  return REAL(SCALE_REWARD) * ((double)scaled / (double)hot);
}

INLINE int wrapped(int place, int size) { return place < 0 ? place + size : place >= size ? place - size : place; }

INLINE double act(const uint8_t *p, uint8_t *state, int action) {
  if (action < 4) {
    HEAD(int32_t, Y) = wrapped(HEAD(int32_t, Y) + (action == 1) - (action == 0), INT(HEIGHT));
    HEAD(int32_t, X) = wrapped(HEAD(int32_t, X) + (action == 3) - (action == 2), INT(WIDTH));
    return 0;
  }
  return action == 4 ? clean(p, state) : scale(p, state);
}

INLINE int cell_at(const uint8_t *p, uint32_t low, uint32_t high, uint32_t place) {
  return (int)(((uint64_t)word_at(low, high, place) * (uint64_t)(uint32_t)INT(CELLS)) >> 32);
}

INLINE int16_t raised(int16_t units, int by) {
  int sum = units + UNSIGNED + by;
  return (int16_t)((sum < 65535 ? sum : 65535) - UNSIGNED);
}

static void burst(const uint8_t *p, uint8_t *state, uint32_t low, uint32_t high) {
  if (word_at(low, high, BURST_PLACE) >= (uint32_t)INT(BURST_CHANCE)) return;
  int16_t *cpu = channel(p, state, CPU_CHANNEL), *mem = channel(p, state, MEMORY_CHANNEL);
  int first = cell_at(p, low, high, BURST_PLACE + 1);
  for (int n = 0; n < INT(BURST_CELLS); n++) {
    int cell = (first + n) % INT(CELLS);
    cpu[cell] = raised(cpu[cell], INT(BURST_CPU));
    mem[cell] = raised(mem[cell], INT(BURST_MEMORY));
  }
}

static void restart(const uint8_t *p, uint8_t *state, uint32_t low, uint32_t high) {
  if (word_at(low, high, RESTART_PLACE) >= (uint32_t)INT(RESTART_CHANCE)) return;
  int cell = cell_at(p, low, high, RESTART_PLACE + 1);
  channel(p, state, MEMORY_CHANNEL)[cell] = (int16_t)(INT(RESTART_MEMORY) - UNSIGNED);
  channel(p, state, BASE_CHANNEL)[cell] = (int16_t)(INT(RESTART_MEMORY) - UNSIGNED);
}

INLINE void drift_by(const uint8_t *p, uint8_t *state, uint32_t low, uint32_t high, int based) {
  int cells = INT(CELLS), full = cells >> 3, blocks = (cells + 7) >> 3, stride = INT(PADDED);
  __m128i cpu_offset = all16(INT(CPU_OFFSET)), cpu_scale = all16(INT(CPU_SCALE)), cpu_mean = all16(INT(CPU_MEAN));
  __m128i memory_offset = all16(INT(MEMORY_OFFSET)), memory_scale = all16(INT(MEMORY_SCALE));
  __m128i reversion = all16(INT(REVERSION)), feedback = all16(INT(FEEDBACK));
  __m128i above = all16(INT(HOT_ABOVE) - UNSIGNED);
  __m128i ones8 = _mm_set1_epi8(1), ones = all16(1), highs = all32(high), first = four_places(low);
  __m128i tail = _mm_cmplt_epi16(_mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0), all16(cells & 7));
  __m128i empty = _mm_andnot_si128(tail, SIGNS);
  int16_t *cpu = channel(p, state, CPU_CHANNEL);
  int64_t cpu_total = 0, memory_total = 0;
  __m128i fullest = SIGNS;
  int hot = 0;
  for (int from = 0; from < blocks; from += BLOCKS_PER_COUNT) {
    int to = blocks < from + BLOCKS_PER_COUNT ? blocks : from + BLOCKS_PER_COUNT;
    __m128i cpu_sums = _mm_setzero_si128(), memory_sums = cpu_sums, hots = cpu_sums;
    for (int block = from; block < to; block++, cpu += 8) {
      int16_t *mem = cpu + stride;
      __m128i a = _mm_maddubs_epi16(four_words(first, highs), ones8);
      __m128i b = _mm_maddubs_epi16(four_words(_mm_add_epi32(first, all32(FOUR_PLACES)), highs), ones8);
      first = _mm_add_epi32(first, all32(BLOCK_STRIDE));
      __m128i sum = _mm_slli_epi16(_mm_add_epi16(a, b), NOISE_SHIFT);
      __m128i difference = _mm_slli_epi16(_mm_sub_epi16(a, b), NOISE_SHIFT);
      __m128i cpu_step = _mm_adds_epi16(_mm_mulhrs_epi16(_mm_add_epi16(sum, cpu_offset), cpu_scale), cpu_mean);
      __m128i c = _mm_adds_epi16(load128(cpu), cpu_step);
      __m128i leak = load128(mem + 2 * stride);
      __m128i noise = _mm_mulhrs_epi16(_mm_add_epi16(difference, memory_offset), memory_scale);
      __m128i increment = _mm_adds_epi16(noise, leak), m = load128(mem);
      if (based) {
        __m128i base = load128(mem + 3 * stride);
        increment = _mm_adds_epi16(increment, _mm_mulhrs_epi16(_mm_subs_epi16(base, m), reversion));
        increment = _mm_adds_epi16(increment, _mm_mulhrs_epi16(_mm_srli_epi16(_mm_xor_si128(m, SIGNS), 1), feedback));
        store128(mem + 3 * stride, _mm_adds_epi16(base, leak));
      }
      m = _mm_adds_epi16(m, increment);
      if (block == full) {
        c = _mm_or_si128(_mm_and_si128(c, tail), empty);
        m = _mm_or_si128(_mm_and_si128(m, tail), empty);
      }
      store128(cpu, c);
      store128(mem, m);
      cpu_sums = _mm_add_epi32(cpu_sums, _mm_madd_epi16(c, ones));
      memory_sums = _mm_add_epi32(memory_sums, _mm_madd_epi16(m, ones));
      hots = _mm_sub_epi16(hots, _mm_cmpgt_epi16(_mm_max_epi16(c, m), above));
      fullest = _mm_max_epi16(fullest, m);
    }
    cpu_total += sum_of_four(cpu_sums);
    memory_total += sum_of_four(memory_sums);
    hot += sum_of_eight(hots);
  }
  int64_t lift = (int64_t)UNSIGNED * (blocks << 3);
  HEAD(int64_t, CPU_SUM) = cpu_total + lift;
  HEAD(int64_t, MEMORY_SUM) = memory_total + lift;
  HEAD(int32_t, HOT) = hot;
  count_out_of_memory(p, state, fullest);
}

INLINE void decay(const uint8_t *p, uint8_t *state, uint32_t clock) {
  uint32_t episode = HEAD(uint32_t, EPISODE), root_low = HEAD(uint32_t, ROOT_LOW), root_high = HEAD(uint32_t, ROOT_HIGH);
  uint32_t run_low = word_at(root_low, root_high, 2 * episode), run_high = word_at(root_low, root_high, 2 * episode + 1);
  uint32_t low = word_at(run_low, run_high, 2 * clock), high = word_at(run_low, run_high, 2 * clock + 1);
  if (INT(BURST_CHANCE) != 0) burst(p, state, low, high);
  if (INT(RESTART_CHANCE) != 0) restart(p, state, low, high);
  if (INT(BASED)) drift_by(p, state, low, high, 1);
  else drift_by(p, state, low, high, 0);
}

/* Each cell is written as four numbers, of which the next one overwrites the last. */
INLINE void write_row(__m128i cpu, __m128i mem, __m128i priority, float *out) {
  const __m128 share = _mm_set1_ps(1.0f / 65535.0f);
  __m128i loads = _mm_unpacklo_epi16(cpu, mem), priorities = _mm_unpacklo_epi16(priority, priority);
  __m128i two = _mm_xor_si128(_mm_unpacklo_epi32(loads, priorities), SIGNS);
  __m128i third = _mm_xor_si128(_mm_unpackhi_epi32(loads, priorities), SIGNS);
  _mm_storeu_ps(out, _mm_mul_ps(_mm_cvtepi32_ps(_mm_cvtepu16_epi32(two)), share));
  _mm_storeu_ps(out + 3, _mm_mul_ps(_mm_cvtepi32_ps(_mm_cvtepu16_epi32(_mm_srli_si128(two, 8))), share));
  _mm_storeu_ps(out + 6, _mm_mul_ps(_mm_cvtepi32_ps(_mm_cvtepu16_epi32(third)), share));
}

INLINE __m128i besides(const int16_t *at) { return _mm_loadl_epi64((const __m128i *)at); }

INLINE __m128i apart(const int16_t *row, int left, int x, int right) {
  __m128i cells = _mm_insert_epi16(_mm_setzero_si128(), row[left], 0);
  return _mm_insert_epi16(_mm_insert_epi16(cells, row[x], 1), row[right], 2);
}

static void observe(const uint8_t *p, uint8_t *state, float *out) {
  int width = INT(WIDTH), height = INT(HEIGHT), y = HEAD(int32_t, Y), x = HEAD(int32_t, X), stride = INT(PADDED);
  int rows[3] = {((y == 0 ? height : y) - 1) * width, y * width, (y + 1 == height ? 0 : y + 1) * width};
  const int16_t *cpu = channel(p, state, CPU_CHANNEL);
  int inside = x > 0 && x + 1 < width, left = (x == 0 ? width : x) - 1, right = x + 1 == width ? 0 : x + 1;
  for (int row = 0; row < 3; row++) {
    const int16_t *c = cpu + rows[row], *m = c + stride, *q = c + 2 * stride;
    if (inside) write_row(besides(c + left), besides(m + left), besides(q + left), out + 9 * row);
    else write_row(apart(c, left, x, right), apart(m, left, x, right), apart(q, left, x, right), out + 9 * row);
  }
  out[27] = (float)y / (float)INT(POSITION_Y);
  out[28] = (float)x / (float)INT(POSITION_X);
  out[29] = (float)HEAD(int32_t, BUDGET) / (float)INT(BUDGET_FULL);
  if (!INT(GLOBALS)) return;
  double cells = (double)INT(CELLS);
  out[30] = (float)((double)HEAD(int64_t, CPU_SUM) / (cells * 65535.0));
  out[31] = (float)((double)HEAD(int64_t, MEMORY_SUM) / (cells * 65535.0));
  out[32] = (float)((double)HEAD(int32_t, HOT) / cells);
}

INLINE int observation_size(const uint8_t *p) { return INT(GLOBALS) ? 33 : 30; }

INLINE void publish(const uint8_t *p, uint8_t *state, int e) {
  observe(p, state, BATCH(float, OBSERVATIONS) + (size_t)e * observation_size(p));
  int budget = HEAD(int32_t, BUDGET), hot = HEAD(int32_t, HOT);
  int can_clean = budget >= INT(CLEAN_COST), can_scale = (hot > 0) & (budget >= INT(SCALE_COST));
  BATCH(uint8_t, ACTION_MASKS)[e] = (uint8_t)(15 | can_clean << 4 | can_scale << 5);
  BATCH(double, LOADS)[e] = average_load(p, state);
  BATCH(int32_t, OOM_COUNTS)[e] = HEAD(int32_t, OOM);
  BATCH(int32_t, CRITICAL_COUNTS)[e] = HEAD(int32_t, CRITICAL);
  BATCH(int32_t, BUDGETS)[e] = budget;
}

INLINE void step_one(const uint8_t *p, uint8_t *state, int e, int autoreset) {
  int shaped = REAL(SHAPING_WEIGHT) != 0;
  double load_before = shaped ? average_load(p, state) : 0, reward = -REAL(TIME_PENALTY);
  reward += act(p, state, BATCH(uint8_t, ACTIONS)[e]);
  int clock = HEAD(int32_t, STEP) + 1;
  decay(p, state, (uint32_t)clock);
  int oom = HEAD(int32_t, OOM), critical = HEAD(int32_t, CRITICAL);
  reward -= REAL(OOM_PENALTY) * (double)oom;
  reward -= REAL(CRITICAL_PENALTY) * (double)critical;
  int recovered = HEAD(int32_t, BUDGET) + INT(BUDGET_RECOVERY);
  HEAD(int32_t, BUDGET) = recovered < INT(BUDGET_FULL) ? recovered : INT(BUDGET_FULL);
  HEAD(int32_t, STEP) = clock;
  int overloaded = (double)(HEAD(int64_t, CPU_SUM) + HEAD(int64_t, MEMORY_SUM)) > REAL(OVERLOAD_ABOVE);
  int terminated = overloaded | (oom >= INT(OOM_ENDS_AT)) | (INT(CRITICAL_ENDS) & (critical > 0));
  int truncated = clock >= INT(STEPS_MAX);
  if (overloaded) reward -= REAL(OVERLOAD_PENALTY);
  if (shaped) {
    double after = (terminated & INT(SHAPING_ZERO_AT_END)) ? 0 : average_load(p, state);
    reward += REAL(SHAPING_WEIGHT) * (load_before - REAL(SHAPING_DISCOUNT) * after);
  }
  HEAD(int32_t, ENDED) = terminated | truncated;
  BATCH(double, REWARDS)[e] = reward;
  BATCH(uint8_t, TERMINATED)[e] = (uint8_t)terminated;
  BATCH(uint8_t, TRUNCATED)[e] = (uint8_t)truncated;
  if (autoreset == SAME_STEP && (terminated | truncated)) {
    observe(p, state, BATCH(float, FINAL_OBSERVATIONS) + (size_t)e * observation_size(p));
    begin_episode(p, state);
  }
  publish(p, state, e);
}

static void step(const uint8_t *p, int environments, int autoreset) {
  for (int e = 0; e < environments; e++) {
    uint8_t *state = BATCH(uint8_t, STATES) + (size_t)e * (uint32_t)INT(STATE_BYTES);
    if (autoreset == NEXT_STEP && HEAD(int32_t, ENDED)) {
      begin_episode(p, state);
      BATCH(double, REWARDS)[e] = 0;
      BATCH(uint8_t, TERMINATED)[e] = 0;
      BATCH(uint8_t, TRUNCATED)[e] = 0;
      publish(p, state, e);
    } else step_one(p, state, e, autoreset);
  }
}

static uint32_t weighted_words(const void *values, size_t count) {
  uint32_t sum = 0, word;
  for (size_t place = 0; place < count; place++) {
    memcpy(&word, (const uint8_t *)values + 4 * place, 4);
    sum += word * (uint32_t)(2 * place + 1);
  }
  return sum;
}

static uint32_t weighted_bytes(const uint8_t *values, size_t count) {
  uint32_t sum = 0;
  for (size_t place = 0; place < count; place++) sum += values[place] * (uint32_t)(2 * place + 1);
  return sum;
}

static uint32_t trajectory_hash(const uint8_t *p, int n) {
  uint32_t parts[4] = {
      weighted_words(BATCH(float, OBSERVATIONS), (size_t)n * observation_size(p)),
      weighted_words(BATCH(double, REWARDS), 2 * (size_t)n),
      weighted_bytes(BATCH(uint8_t, TERMINATED), (size_t)n),
      weighted_bytes(BATCH(uint8_t, TRUNCATED), (size_t)n),
  };
  uint32_t hash = 0;
  for (int part = 0; part < 4; part++) hash = hash * 0x01000193u + parts[part];
  return hash;
}

static uint8_t *read_whole(const char *path, size_t *bytes) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  *bytes = (size_t)ftell(file);
  rewind(file);
  uint8_t *content = aligned_alloc(64, (*bytes + 63) / 64 * 64);
  if (!content || fread(content, 1, *bytes, file) != *bytes) exit(2);
  fclose(file);
  return content;
}

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  if (count != 9) return 2;
  size_t image_bytes, action_bytes;
  memory_image = read_whole(arguments[1], &image_bytes);
  const uint8_t *actions = read_whole(arguments[2], &action_bytes);
  const uint8_t *p = memory_image + atoi(arguments[3]);
  int n = atoi(arguments[4]), autoreset = atoi(arguments[5]), patterns = atoi(arguments[6]);
  int steps = atoi(arguments[7]), warm = atoi(arguments[8]);
  double started = 0;
  for (int at = 0; at < warm + steps; at++) {
    if (at == warm) started = cpu_seconds();
    memcpy(BATCH(uint8_t, ACTIONS), actions + (size_t)(at % patterns) * (size_t)n, (size_t)n);
    step(p, n, autoreset);
  }
  double seconds = cpu_seconds() - started;
  printf("{\"seconds\":%.9f,\"hash\":%u}\n", seconds, trajectory_hash(p, n));
  return 0;
}
