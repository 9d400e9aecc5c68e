// The ANSI parser over any bytes, cut anywhere: nothing but text comes out, runs are in order, and where the
// input was cut makes no difference.
#include "widgets/text/ansiparser.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace slipway::text;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

bool isControl(char c)
{
    const uchar byte = uchar(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const QByteArray input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const qsizetype cut = data[0] % (input.size() + 1);

    AnsiParser whole;
    const AnsiText all = whole.feed(input);
    require(all.text.size() <= input.size());
    require(std::none_of(all.text.begin(), all.text.end(), isControl));
    qsizetype last = -1;
    for (const StyleRun &run : all.runs) {
        require(run.start > last && run.start <= all.text.size());
        last = run.start;
    }

    AnsiParser parts;
    const AnsiText first = parts.feed(input.first(cut));
    const AnsiText second = parts.feed(input.sliced(cut));
    require(first.text + second.text == all.text);
    require(parts.style() == whole.style());

    whole.endLine();
    require(whole.feed("next").text == "next");
    return 0;
}
