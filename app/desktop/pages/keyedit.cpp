#include "app/desktop/pages/keyedit.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>

namespace slipway::desktop {

using namespace theme;

namespace {

constexpr qint64 kMaxKeyBytes = 64 * 1024;

/// "OpenSSH key" of "-----BEGIN OPENSSH PRIVATE KEY-----".
QString kindOf(const QByteArray &key)
{
    if (key.contains("BEGIN OPENSSH PRIVATE KEY"))
        return KeyEdit::tr("OpenSSH key");
    if (key.contains("PRIVATE KEY"))
        return KeyEdit::tr("PEM key");
    return KeyEdit::tr("Not a private key");
}

} // namespace

Result<Secret> readKeyFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return fail(ErrorCode::Invalid,
                    KeyEdit::tr("Cannot read %1. It is no file. Choose another one.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unavailable,
                    KeyEdit::tr("Cannot read %1. %2. Choose another file, or paste the key.")
                        .arg(path, file.errorString()));
    QByteArray bytes = file.read(kMaxKeyBytes + 1);
    if (bytes.size() > kMaxKeyBytes) {
        wipe(bytes);
        return fail(
            ErrorCode::TooLarge,
            KeyEdit::tr("Cannot use %1. It is larger than a key can be. Choose another file.").arg(path));
    }
    Secret key(bytes);
    wipe(bytes);
    return key;
}

KeyEdit::KeyEdit(const QString &name, QWidget *parent)
    : QFrame(parent), m_state(new Label), m_choose(new QPushButton(tr("Choose File…"))),
      m_paste(new QPushButton(tr("Paste"))), m_forget(new QPushButton(tr("Remove")))
{
    setObjectName(name);
    m_state->setWordWrap(true);
    m_state->setObjectName(name + QStringLiteral(":state"));
    m_choose->setObjectName(name + QStringLiteral(":choose"));
    m_choose->setAccessibleName(tr("Choose the file of the private key"));
    m_paste->setObjectName(name + QStringLiteral(":paste"));
    m_paste->setAccessibleName(tr("Paste the private key from the clipboard"));
    m_forget->setObjectName(name + QStringLiteral(":forget"));
    m_forget->setAccessibleName(tr("Remove the private key from the form"));
    setFocusProxy(m_choose);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state, 1);
    for (QPushButton *button : {m_choose, m_paste, m_forget}) {
        button->setAutoDefault(false);
        layout->addWidget(button);
    }
    connect(m_choose, &QPushButton::clicked, this, &KeyEdit::choose);
    connect(m_paste, &QPushButton::clicked, this, &KeyEdit::paste);
    connect(m_forget, &QPushButton::clicked, this, [this] { setKey({}); });
    refresh();
}

void KeyEdit::setKey(const Secret &key, const QString &from)
{
    if (key == m_key)
        return;
    m_key = key;
    m_from = from;
    refresh();
    emit changed();
}

void KeyEdit::setKept(bool kept)
{
    m_kept = kept;
    refresh();
}

void KeyEdit::choose()
{
    auto *dialog = new QFileDialog(this, tr("Private key for SSH"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::Hidden | QDir::NoDotAndDotDot);
    const QDir keys(QDir::home().filePath(QStringLiteral(".ssh")));
    dialog->setDirectory(keys.exists() ? keys : QDir::home());
    connect(dialog, &QFileDialog::fileSelected, this, &KeyEdit::takeFile);
    dialog->open();
}

void KeyEdit::takeFile(const QString &path)
{
    if (const Result<Secret> key = readKeyFile(path))
        setKey(*key, QFileInfo(path).fileName());
    else
        emit unreadable(key.error().message);
}

void KeyEdit::paste()
{
    const QString text = QGuiApplication::clipboard()->text().trimmed();
    if (text.isEmpty())
        emit unreadable(
            tr("Cannot paste a key. There is no text on the clipboard. Copy the whole key first."));
    else
        setKey(Secret(text + QLatin1Char('\n')), tr("pasted"));
}

void KeyEdit::refresh()
{
    const bool isTyped = !m_key.isEmpty();
    m_forget->setVisible(isTyped);
    if (isTyped)
        m_state->setText(tr("%1, %2").arg(kindOf(m_key.reveal()), m_from));
    else
        m_state->setText(m_kept ? tr("A key is stored; kept, unless you choose another one.")
                                : tr("No key yet."));
    m_state->setRole(isTyped ? Role::Text : Role::Muted);
}

} // namespace slipway::desktop
