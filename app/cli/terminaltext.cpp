#include "app/cli/terminaltext.h"
#include <algorithm>
#include <cwchar>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char16_t kEscape = 0x1b;

/// Length of the control sequence at the start of `text` (which begins with ESC or a C1 control), at least 1.
/// An unfinished one reaches to the end. `isSgr` tells whether it only sets colours.
qsizetype sequenceLength(QStringView text, bool &isSgr)
{
    isSgr = false;
    const bool isC1 = text[0] != QChar(kEscape);
    if (!isC1 && text.size() == 1)
        return 1;
    const char16_t kind = isC1 ? char16_t(text[0].unicode() - 0x40) : text[1].unicode();
    const qsizetype body = isC1 ? 1 : 2;
    if (kind == u'[') {
        qsizetype end = body;
        while (end < text.size() && text[end] >= u' ' && text[end] <= u'?')
            ++end;
        const auto isNumeric = [](QChar c) { return (c >= u'0' && c <= u'9') || c == u';' || c == u':'; };
        isSgr = end < text.size() && text[end] == u'm' && !isC1 &&
                std::all_of(text.begin() + body, text.begin() + end, isNumeric);
        return std::min(end + 1, text.size());
    }
    if (kind == u']' || kind == u'P' || kind == u'X' || kind == u'^' ||
        kind == u'_') { // strings: up to BEL or ST
        for (qsizetype i = body; i < text.size(); ++i) {
            if (text[i] == u'\a' || text[i] == u'\x9c')
                return i + 1;
            if (text[i] == QChar(kEscape) && i + 1 < text.size() && text[i + 1] == u'\\')
                return i + 2;
        }
        return text.size();
    }
    if (isC1)
        return 1;
    qsizetype end = 1; // ESC, intermediates, one final byte
    while (end < text.size() && text[end] >= u' ' && text[end] <= u'/')
        ++end;
    return std::min(end + 1, text.size());
}

bool isControl(QChar c) { return c < u' ' || (c >= u'\x7f' && c <= u'\x9f'); }

int widthOf(char32_t c)
{
    if (c < 0x300)
        return 1;
    const int width = ::wcwidth(static_cast<wchar_t>(c));
    return width < 0 ? 1 : width; // -1: unknown to this locale
}

} // namespace

QString terminalSafe(QStringView text, Colors colors)
{
    if (std::none_of(text.begin(), text.end(), isControl))
        return text.toString();
    QString out;
    out.reserve(text.size());
    bool hasColor = false;
    int column = 0;
    for (qsizetype i = 0; i < text.size();) {
        const QChar c = text[i];
        if (!isControl(c)) {
            out += c;
            column += c.isLowSurrogate() ? 0 : 1;
            ++i;
        } else if (c == u'\t') {
            const int pad = 8 - column % 8;
            out += QString(pad, u' ');
            column += pad;
            ++i;
        } else if (c == QChar(kEscape) || c >= u'\x80') {
            bool isSgr = false;
            const qsizetype length = sequenceLength(text.mid(i), isSgr);
            if (isSgr && colors == Colors::Keep) {
                out += text.mid(i, length);
                hasColor = true;
            }
            i += length;
        } else {
            ++i;
        }
    }
    return hasColor ? out + u"\x1b[0m"_s : out;
}

int displayWidth(QStringView text)
{
    int width = 0;
    for (qsizetype i = 0; i < text.size();) {
        if (text[i] == QChar(kEscape)) {
            bool isSgr = false;
            i += sequenceLength(text.mid(i), isSgr);
            continue;
        }
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size())
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        width += widthOf(c);
        i += c > 0xffff ? 2 : 1;
    }
    return width;
}

QString elided(const QString &text, int columns)
{
    if (displayWidth(text) <= columns)
        return text;
    QString out;
    int width = 0;
    bool hasColor = false;
    const QStringView view(text);
    for (qsizetype i = 0; i < view.size();) {
        bool isSgr = false;
        const qsizetype length = view[i] == QChar(kEscape) ? sequenceLength(view.mid(i), isSgr)
                                 : view[i].isHighSurrogate() && i + 1 < view.size() ? 2
                                                                                    : 1;
        const QStringView piece = view.mid(i, length);
        width += displayWidth(piece);
        if (width > columns - 1)
            break;
        out += piece;
        hasColor = hasColor || isSgr;
        i += length;
    }
    return out + (hasColor ? u"…\x1b[0m"_s : u"…"_s);
}

} // namespace slipway::cli
