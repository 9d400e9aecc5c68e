// Session::upload() and download(): files through a POSIX shell and standard input, no sftp.
#include "net/ssh/session.h"
#include <QCoreApplication>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

// Arguments: path, mode, size. What cat reads short (the connection was cut) never gets the name.
constexpr char kUpload[] =
    "p=$1 m=$2 n=$3\n"
    "case $p in */*) d=${p%/*}/ ;; *) d=./ ;; esac\n"
    "if [ -e \"$p\" ] && [ ! -f \"$p\" ]; then echo \"$p: is not a regular file\" >&2; exit 65; fi\n"
    "umask 077\n"
    "t=$(mktemp \"${d}.upload.XXXXXXXX\") || exit 66\n"
    "trap 'rm -f -- \"$t\"' EXIT\n"
    "trap 'exit 67' HUP INT TERM\n"
    "cat >\"$t\" || exit 68\n"
    "c=$(wc -c <\"$t\") || exit 68\n"
    "if [ \"$((c))\" -ne \"$n\" ]; then echo \"$p: $((c)) of $n bytes arrived\" >&2; exit 69; fi\n"
    "chmod \"$m\" \"$t\" && mv -f -- \"$t\" \"$p\" || exit 70\n";

// Arguments: path, one byte more than is allowed.
constexpr char kDownload[] = "if [ -d \"$1\" ]; then echo \"$1: is a directory\" >&2; exit 65; fi\n"
                             "head -c \"$2\" <\"$1\"\n";

bool isPath(const QString &path)
{
    return !path.isEmpty() && !path.contains(QChar(u'\0')) && !path.endsWith(u'/');
}

tl::unexpected<Failure> noPath(const QString &path)
{
    return refuse(Kind::Invalid,
                  Words::tr("Cannot transfer a file. \"%1\" is no path of a file. Correct it.").arg(path));
}

QString firstLine(const QByteArray &text)
{
    const QString line = QString::fromUtf8(text).section(u'\n', 0, 0).simplified().left(300);
    return line.isEmpty() ? Words::tr("no reason was given") : line;
}

tl::unexpected<Failure> failed(const QString &message, const Output &output)
{
    return refuse(Kind::CommandFailed, message, QString::fromUtf8(output.err).trimmed());
}

} // namespace

Outcome<void> Session::upload(const QByteArray &bytes, const QString &remotePath, uint mode,
                              const Cancel &cancel)
{
    if (!isPath(remotePath) || mode > 07777)
        return noPath(remotePath);
    const QByteArrayList words{"sh",
                               "-c",
                               kUpload,
                               "sh",
                               remotePath.toUtf8(),
                               QByteArray::number(mode, 8).rightJustified(4, '0'),
                               QByteArray::number(bytes.size())};
    auto output = exec(words, bytes, cancel);
    if (!output)
        return tl::unexpected(output.error());
    if (output->exit.code == 0)
        return {};
    return failed(
        Words::tr("Cannot write \"%1\" on the other side. %2. Check the place and its free space, then "
                  "try again; what was there before is unchanged.")
            .arg(remotePath, firstLine(output->err)),
        *output);
}

Outcome<QByteArray> Session::download(const QString &remotePath, qsizetype maxBytes, const Cancel &cancel)
{
    if (!isPath(remotePath) || maxBytes < 0)
        return noPath(remotePath);
    Limits limits;
    limits.output = std::max<qsizetype>(maxBytes + 1, 4096); // what it says on failure, too
    const QByteArrayList words{
        "sh", "-c", kDownload, "sh", remotePath.toUtf8(), QByteArray::number(maxBytes + 1)};
    auto output = exec(words, {}, cancel, limits);
    if (!output)
        return tl::unexpected(output.error());
    if (output->exit.code != 0)
        return failed(
            Words::tr("Cannot read \"%1\" on the other side. %2. Check that it is there and may be read.")
                .arg(remotePath, firstLine(output->err)),
            *output);
    if (output->out.size() > maxBytes)
        return refuse(Kind::TooLarge,
                      Words::tr("Cannot read \"%1\" on the other side. It is larger than %2 bytes. "
                                "Fetch it another way.")
                          .arg(remotePath)
                          .arg(maxBytes));
    return std::move(output->out);
}

} // namespace slipway::ssh
