#include "app/desktop/pages/profiledialog.h"

#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/secretedit.h"
#include "app/desktop/profiles.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/spinner.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QPushButton>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using Kind = elements::InlineMessage::Kind;

ProfileDialog::ProfileDialog(Profiles &profiles, const Profile &stored, QWidget *parent)
    : QDialog(parent), m_profiles(profiles), m_stored(stored),
      m_name(lineInput(u"connectionName"_s, tr("Workshop"))),
      m_url(lineInput(u"connectionUrl"_s, u"https://slipway.example:8790"_s)),
      m_token(new SecretEdit(u"connectionToken"_s)), m_plain(new elements::InlineMessage),
      m_result(new elements::InlineMessage), m_spinner(new elements::Spinner)
{
    setObjectName(u"profileDialog"_s);
    setWindowTitle(stored.isOwn() ? tr("Add a connection") : tr("Connection %1").arg(stored.name));
    makeForm();
    connectParts();
    check();
    setMinimumWidth(space(58));
    m_name->setFocus();
}

void ProfileDialog::makeForm()
{
    m_name->setText(m_stored.name);
    m_url->setText(m_stored.url.toString());
    m_token->setKept(!m_stored.isOwn());
    m_plain->setObjectName(u"plainHttp"_s);
    m_result->setObjectName(u"connectionResult"_s);
    m_plain->hide();
    m_result->hide();
    m_spinner->hide();
    m_nameField = new FormField(tr("Name"), m_name);
    m_urlField = new FormField(tr("Address"), m_url);
    auto *token = new FormField(tr("Token"), m_token,
                                tr("It is kept in the keychain of this system, never in a file."));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(2));
    layout->setSpacing(space(1.2));
    layout->addWidget(m_nameField);
    layout->addWidget(m_urlField);
    layout->addWidget(m_plain);
    layout->addWidget(token);
    layout->addWidget(m_result);
    layout->addStretch(1);
    layout->addLayout(makeButtons());
}

QLayout *ProfileDialog::makeButtons()
{
    m_testButton = new QPushButton(tr("Test"));
    m_testButton->setObjectName(u"testConnection"_s);
    m_testButton->setAccessibleName(tr("Test the connection"));
    m_testButton->setIcon(theme::icon(Icon::Plug));
    m_testButton->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancel"_s);
    cancel->setAutoDefault(false);
    m_save = new QPushButton(tr("Save"));
    m_save->setObjectName(u"saveConnection"_s);
    m_save->setDefault(true);
    setButtonKind(m_save, ButtonKind::Primary);
    auto *row = new QHBoxLayout;
    row->addWidget(m_testButton);
    row->addWidget(m_spinner);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    return row;
}

void ProfileDialog::connectParts()
{
    for (QLineEdit *edit : {m_name, m_url, static_cast<QLineEdit *>(m_token)})
        connect(edit, &QLineEdit::textChanged, this, &ProfileDialog::check);
    for (QLineEdit *edit : {m_url, static_cast<QLineEdit *>(m_token)}) {
        connect(edit, &QLineEdit::textChanged, this, [this] {
            m_test.cancel(); // of something else
            m_result->hide();
        });
    }
    connect(m_testButton, &QPushButton::clicked, this, &ProfileDialog::test);
    connect(m_save, &QPushButton::clicked, this, &ProfileDialog::save);
    connect(&m_test, &ConnectionTest::runningChanged, m_spinner, &QWidget::setVisible);
    connect(&m_test, &ConnectionTest::runningChanged, m_testButton, &QWidget::setDisabled);
    connect(&m_test, &ConnectionTest::passed, this,
            [this](const QString &message) { m_result->showMessage(Kind::Success, message); });
    connect(&m_test, &ConnectionTest::failed, this,
            [this](const QString &message) { m_result->showMessage(Kind::Error, message); });
}

void ProfileDialog::check()
{
    const ProfileProblems problems = m_profiles.check(m_name->text(), m_url->text(), m_stored.id);
    m_nameField->setError(m_loud || !m_name->text().isEmpty() ? problems.name : QString());
    m_urlField->setError(m_loud || !m_url->text().isEmpty() ? problems.url : QString());
    const QUrl url = Profiles::addressFrom(m_url->text());
    if (!Profiles::isPlainAcrossNetwork(url))
        m_plain->hide();
    else if (m_plain->isHidden())
        m_plain->showMessage(Kind::Warning, tr("Everyone on the way to this machine can read the token and "
                                               "all passwords: the connection is not encrypted. Use https."));
}

bool ProfileDialog::hasNewToken() const { return !m_token->text().isEmpty(); }

void ProfileDialog::test()
{
    m_loud = true;
    check();
    if (!m_urlField->error().isEmpty()) {
        m_url->setFocus();
        return;
    }
    // The stored token goes nowhere but to the machine that it was entered for.
    const bool isSamePlace = Profiles::addressFrom(m_url->text()) == m_stored.url;
    if (hasNewToken() || m_stored.isOwn() || !isSamePlace)
        testWith(m_token->secret());
    else
        m_profiles.readToken(m_stored.id, this, [this](const Result<Secret> &token) {
            if (token)
                testWith(*token);
            else
                m_result->showMessage(Kind::Error, token.error().message);
        });
}

void ProfileDialog::testWith(const Secret &token)
{
    m_result->hide();
    m_test.start(Profiles::addressFrom(m_url->text()), token);
}

void ProfileDialog::save()
{
    m_loud = true;
    check();
    if (!m_nameField->error().isEmpty() || !m_urlField->error().isEmpty()) {
        (m_nameField->error().isEmpty() ? m_url : m_name)->setFocus();
        return;
    }
    const Profile profile{m_stored.id, m_name->text().trimmed(), Profiles::addressFrom(m_url->text())};
    const bool isElsewhere = !m_stored.isOwn() && profile.url != m_stored.url;
    std::optional<Secret> token;
    if (hasNewToken() || isElsewhere) // what was entered for another machine is not sent to this one
        token = m_token->secret();
    if (!token) {
        emit saved(m_profiles.store(profile, {}, this, {}), false);
        accept();
        return;
    }
    m_save->setEnabled(false);
    const auto id = std::make_shared<QString>();
    *id = m_profiles.store(profile, token, this, [this, id](TokenVault::Kept kept) {
        emit saved(*id, kept == TokenVault::Kept::SessionOnly && hasNewToken());
        accept();
    });
}

} // namespace slipway::desktop
