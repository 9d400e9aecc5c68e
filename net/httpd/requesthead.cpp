#include "net/httpd/requesthead.h"

#include <algorithm>

namespace slipway::httpd {

namespace {

constexpr int kMaxFields = 100; // what Qt's own header parser takes

tl::unexpected<HeadError> refuse(int status, const char *detail)
{
    return tl::unexpected(HeadError{status, QString::fromLatin1(detail)});
}

bool isTokenChar(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return true;
    return c != '\0' && QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b) { return a.compare(b, Qt::CaseInsensitive) == 0; }

bool listContains(QByteArrayView list, QByteArrayView token)
{
    const QList<QByteArray> items = list.toByteArray().split(',');
    return std::any_of(items.begin(), items.end(), [token](const QByteArray &item) {
        return equalsIgnoringCase(QByteArrayView(item).trimmed(), token);
    });
}

tl::expected<void, HeadError> parseRequestLine(QByteArrayView line, RequestHead &head)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first + 1)
        return refuse(400, "The request line is not METHOD TARGET VERSION.");
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(method))
        return refuse(400, "The request method is not a token.");
    if (!version.startsWith("HTTP/") || version.size() != 8)
        return refuse(400, "The request line does not end in an HTTP version.");
    if (version[5] != '1' || version[6] != '.' || (version[7] != '0' && version[7] != '1'))
        return refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    const bool printable =
        std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!target.startsWith('/') || !printable)
        return refuse(400, "The request target must be a path that begins with '/'.");
    head.method = method.toByteArray();
    head.target = target.toByteArray();
    head.minorVersion = version[7] - '0';
    return {};
}

tl::expected<void, HeadError> parseField(QByteArrayView line, RequestHead &head)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon))) // also refuses obsolete line folding and "Name :"
        return refuse(400, "A header line is not NAME: VALUE.");
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    const bool clean = std::all_of(value.begin(), value.end(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u >= 0x20 ? u != 0x7f : u == '\t';
    });
    if (!clean)
        return refuse(400, "A header value holds a control character.");
    if (head.fields.size() >= kMaxFields)
        return refuse(431, "There are more than 100 header lines.");
    head.fields.append({line.first(colon).toByteArray(), value.toByteArray()});
    return {};
}

tl::expected<void, HeadError> readContentLength(RequestHead &head)
{
    bool seen = false;
    for (const auto &[name, value] : std::as_const(head.fields)) {
        if (!equalsIgnoringCase(name, "content-length"))
            continue;
        const bool digits =
            !value.isEmpty() && value.size() <= 18 &&
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (seen || !digits)
            return refuse(400, "Content-Length must be one plain number.");
        head.contentLength = value.toLongLong();
        seen = true;
    }
    if (seen && head.hasTransferEncoding)
        return refuse(400, "Content-Length and Transfer-Encoding exclude each other.");
    return {};
}

} // namespace

QByteArray RequestHead::field(QByteArrayView name) const
{
    for (const auto &[key, value] : fields)
        if (equalsIgnoringCase(key, name))
            return value;
    return {};
}

qsizetype headEnd(QByteArrayView input)
{
    // An empty line before a request line is to be skipped (RFC 9112, 2.2) and not taken for the end.
    qsizetype start = 0;
    while (input.sliced(start).startsWith("\r\n"))
        start += 2;
    const qsizetype at = input.indexOf("\r\n\r\n", start);
    return at < 0 ? -1 : at + 4;
}

tl::expected<RequestHead, HeadError> parseRequestHead(QByteArrayView bytes)
{
    while (bytes.startsWith("\r\n"))
        bytes = bytes.sliced(2);
    RequestHead head;
    bool first = true;
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf("\r\n");
        if (end < 0)
            return refuse(400, "A header line does not end in CR LF.");
        const QByteArrayView line = bytes.first(end);
        bytes = bytes.sliced(end + 2);
        if (line.contains('\n') || line.contains('\r') || line.contains('\0'))
            return refuse(400, "A header line does not end in CR LF.");
        if (line.isEmpty() && !first)
            break;
        const auto ok = first ? parseRequestLine(line, head) : parseField(line, head);
        if (!ok)
            return tl::unexpected(ok.error());
        first = false;
    }
    const QByteArray connection = head.field("connection");
    head.keepAlive = !listContains(connection, "close") &&
                     (head.minorVersion == 1 || listContains(connection, "keep-alive"));
    head.hasTransferEncoding = !head.field("transfer-encoding").isNull();
    head.expectsContinue = equalsIgnoringCase(head.field("expect"), "100-continue");
    head.wantsWebSocket = equalsIgnoringCase(head.field("upgrade"), "websocket");
    if (const auto ok = readContentLength(head); !ok)
        return tl::unexpected(ok.error());
    if (head.minorVersion == 1 && head.field("host").isNull())
        return refuse(400, "An HTTP/1.1 request must name its Host.");
    return head;
}

} // namespace slipway::httpd
